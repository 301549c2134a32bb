"""What the lists that only the API has can be narrowed by."""

from accounts.models import Account
from crm.common.api.filters import link_to
from crm.common.lists.filters import ListFilter
from deals.models import Deal, Pipeline


class OfDeal(ListFilter):
    deal = link_to(Deal)
    account = link_to(Account, field_name="deal__account")


class OfPipeline(ListFilter):
    pipeline = link_to(Pipeline)
