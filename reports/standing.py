"""How one stands: what is open, by stage, and what was won, of the deals that one works with.

The open deals are added up once, by stage, currency and probability, from an index that holds all
of it; what they come to in base currency is worked out here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, Sum

from accounts.models import Account
from catalog.rates import in_base_currency, rates_on
from crm.common.months import add_months, first_day
from deals.models import DealQuerySet, Stage
from deals.queries.idleness import idle_in
from deals.queries.sums import OpenSums, Yardstick, grouped, total
from users.models import User


@dataclass(frozen=True)
class Standing:
    """Sums in base currency. `unsummed`: open deals whose currency has no rate.

    `ownerless` accounts are counted for those who can give them to somebody, else None.
    """

    open_count: int
    open_value: Decimal | None
    weighted_value: Decimal | None
    unsummed: int
    won_count: int
    won_value: Decimal | None
    won_value_before: Decimal | None
    undecided: int
    without_account: int
    ownerless: int | None


@dataclass(frozen=True)
class StageRow:
    """Open deals in one stage, in base currency (None: no value is known); `share` of 1,000."""

    stage: int
    name: str
    count: int
    value: Decimal | None
    share: int


@dataclass(frozen=True)
class OpenDeals:
    """What is open: altogether, without an account, waiting for a decision, and by stage in the
    order of the pipelines.
    """

    sums: OpenSums
    without_account: int
    undecided: int
    stages: list[StageRow]


def open_deals(mine: DealQuerySet, stages: Iterable[Stage], today: date) -> OpenDeals:
    """`stages` in their order, all that deals may stand in."""
    by_key = {stage.pk: stage for stage in stages}
    undecided = Count("pk", filter=waits(by_key.values(), today))
    groups = list(grouped(mine.open(), undecided=undecided, placed=Count("account")))
    yardstick = Yardstick(
        rates_on(today), {key: stage.probability for key, stage in by_key.items()}
    )
    found = yardstick.sums_by("stage", groups)
    sums = {stage: found[key] for key, stage in by_key.items() if key in found}
    return OpenDeals(
        sums=total(sums.values()),
        without_account=sum(group["cases"] - group["placed"] for group in groups),
        undecided=sum(group["undecided"] for group in groups),
        stages=_stage_rows(sums),
    )


def waits(stages: Iterable[Stage], today: date) -> Q:
    """Open deals that somebody has to decide about: idle, or past their closing date."""
    return idle_in(stages, today) | Q(expected_close_on__lt=today)


def standing(user: User, mine: DealQuerySet, found: OpenDeals, today: date) -> Standing:
    won = _won(mine, today)
    accounts = Account.objects.visible_to(user).filter(owner=None)
    return Standing(
        open_count=found.sums.count,
        open_value=found.sums.value,
        weighted_value=found.sums.weighted,
        unsummed=found.sums.unsummed,
        won_count=won["won_count"],
        won_value=won["won_value"],
        won_value_before=won["won_value_before"],
        undecided=found.undecided,
        without_account=found.without_account,
        ownerless=accounts.count() if user.leads else None,
    )


def _won(mine: DealQuerySet, today: date) -> dict[str, Any]:
    """This month and the one before, each deal at the rate of its closing day."""
    month = first_day(today)
    before = add_months(month, -1)
    this_month, last_month = Q(closed_on__gte=month), Q(closed_on__lt=month)
    worth = in_base_currency("value", "currency", OuterRef("closed_on"))
    recent = mine.won().filter(closed_on__gte=before).order_by()
    return recent.aggregate(
        won_count=Count("pk", filter=this_month),
        won_value=Sum(worth, filter=this_month),
        won_value_before=Sum(worth, filter=last_month),
    )


def _stage_rows(sums: Mapping[Stage, OpenSums]) -> list[StageRow]:
    most = max((found.value or 0 for found in sums.values()), default=0) or 1
    return [
        StageRow(
            stage=stage.pk,
            name=stage.name,
            count=found.count,
            value=found.value,
            share=int((found.value or 0) * 1000 / most),
        )
        for stage, found in sums.items()
    ]
