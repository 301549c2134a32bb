"""What the lists that only the API has can be narrowed by."""

from accounts.models import Account
from crm.common.api.filters import link_to
from crm.common.lists.filters import ListFilter
from users.models import User


class OfAccount(ListFilter):
    account = link_to(Account)


class MemberFilter(OfAccount):
    user = link_to(User)
