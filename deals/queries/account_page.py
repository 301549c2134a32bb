"""The deals on the page of an account: those that the reader may see, and nothing of others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Sum, Value, When

from accounts.models import Account
from deals.models import Deal, Outcome
from deals.queries.listing import CurrencySum
from users.models import User

SHOWN = 8


@dataclass(frozen=True)
class AccountDeals:
    """The first few deals, open ones first, and the sums of open and won ones by currency."""

    deals: Sequence[Deal]
    count: int
    open_sums: Sequence[CurrencySum]
    won_sums: Sequence[CurrencySum]
    may_add: bool

    @property
    def has_more(self) -> bool:
        return self.count > len(self.deals)


def account_deals(user: User, account: Account) -> AccountDeals:
    rows = Deal.objects.visible_to(user).filter(account=account)
    open_first = Case(When(outcome=Outcome.OPEN, then=Value(0)), default=Value(1))
    shown = rows.select_related("stage", "owner").order_by(
        open_first, F("closed_on").desc(nulls_first=True), "-pk"
    )
    groups = list(
        rows.order_by()
        .values("outcome", "currency")
        .annotate(cases=Count("pk"), total=Sum("value"))
        .order_by("currency")
    )
    return AccountDeals(
        deals=list(shown[:SHOWN]),
        count=sum(group["cases"] for group in groups),
        open_sums=_sums(groups, Outcome.OPEN),
        won_sums=_sums(groups, Outcome.WON),
        may_add=user.may_write,
    )


def _sums(groups: Sequence[Any], outcome: Outcome) -> list[CurrencySum]:
    return [
        CurrencySum(group["currency"], group["total"])
        for group in groups
        if group["outcome"] == outcome and group["total"] is not None
    ]
