"""The request with the user's type: views of signed-in pages are written against it."""

from crm.common.requests import PageRequest
from users.models import User


class AppRequest(PageRequest):
    user: User
