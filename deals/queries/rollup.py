"""What the deals of a group of companies add up to, by account: those that the reader may see."""

from django.db.models import Count, Sum
from django.utils import timezone

from accounts import rollups
from accounts.models import AccountQuerySet
from accounts.rollups import Measured
from crm.common.days import business_day
from deals.models import Deal, Outcome
from deals.queries.listing import base_value, valued
from users.models import User

MEASURED = (Outcome.OPEN, Outcome.WON)


def deal_rollups(user: User, accounts: AccountQuerySet) -> Measured:
    """Of open and won deals, in base currency: at the rate of the closing day, or of today."""
    deals = Deal.objects.filter(account__in=accounts.values("pk"), outcome__in=MEASURED)
    groups = (
        valued(deals.visible_to(user), None)
        .annotate(base_value=base_value(None, business_day(timezone.now())))
        .order_by()
        .values("account", "outcome")
        .annotate(cases=Count("pk"), converted=Count("base_value"), total=Sum("base_value"))
    )
    sums: dict[str, dict[int, rollups.Sum]] = {outcome: {} for outcome in MEASURED}
    seen = 0
    for group in groups:
        count, has_gaps = group["cases"], group["converted"] < group["cases"]
        sums[group["outcome"]][group["account"]] = rollups.Sum(count, group["total"], has_gaps)
        seen += count
    return Measured(sums, has_hidden=deals.count() > seen)
