"""The request as our views see it. (`AppRequest`, with the user's type, is in users/requests.py.)"""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class PageRequest(HttpRequest):
    htmx: HtmxDetails
