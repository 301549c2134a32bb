"""The deal list: its rows with the values to show and sort by, and what all its rows add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from catalog.rates import in_base_currency
from crm.common.currencies import base_currency
from deals.models import DealQuerySet, StageChange, ValueChange

Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class CurrencySum:
    currency: str
    value: Decimal


@dataclass(frozen=True)
class ListSums:
    """What all rows add up to. `base` is that in base currency; None when there is one currency.

    `unsummed`: deals with a value for which no exchange rate is known, missing from `base`.
    `day`: the past day whose values these are, if it is one.
    """

    count: int
    without_value: int
    by_currency: Sequence[CurrencySum]
    base: CurrencySum | None
    unsummed: int
    day: date | None


def rows_for_list(rows: DealQuerySet, day: date | None, today: date) -> DealQuerySet:
    """The rows with all that a table of deals shows, and their value in base currency."""
    found = valued(rows, day).annotate(base_value=base_value(day, today))
    return found.select_related("account", "owner", "stage", "pipeline")


def valued(rows: Rows, day: date | None) -> Rows:
    """With `shown_value` and `shown_currency`: as known on the day, or else as they are now."""
    shown: dict[str, Any] = {"shown_value": F("value"), "shown_currency": F("currency")}
    if day is not None:
        shown = {"shown_value": _known(day, "value"), "shown_currency": _known(day, "currency")}
    return rows.annotate(**shown)


def base_value(day: date | None, today: date) -> Combinable:
    """The value of `valued` rows in base currency: at the rate of `day`, else of the closing day,
    for an open deal of today.
    """
    rate_day = day or Coalesce(OuterRef("closed_on"), Value(today))
    return in_base_currency("shown_value", "shown_currency", rate_day)


def stage_on(day: date) -> Subquery:
    """The stage that a deal was in at the end of the day, as its ledger says."""
    steps = StageChange.objects.filter(deal=OuterRef("pk"), happened_on__lte=day)
    return Subquery(steps.order_by("-happened_on", "-pk").values("after")[:1])


def list_sums(rows: QuerySet[Any], day: date | None, today: date) -> ListSums:
    """One statement over all rows that match, whatever page is shown."""
    groups: list[dict[str, Any]] = list(
        valued(rows, day)
        .annotate(base_value=base_value(day, today))
        .order_by()
        .values("shown_currency")
        .annotate(
            cases=Count("pk"),
            valued=Count("shown_value"),
            converted=Count("base_value"),
            total=Sum("shown_value"),
            base_total=Sum("base_value"),
        )
    )
    priced = sorted((group for group in groups if group["valued"]), key=_largest_first)
    several = len(priced) > 1
    total = sum((group["base_total"] or Decimal(0) for group in priced), Decimal(0))
    return ListSums(
        count=sum(group["cases"] for group in groups),
        without_value=sum(group["cases"] - group["valued"] for group in groups),
        by_currency=[CurrencySum(group["shown_currency"], group["total"]) for group in priced],
        base=CurrencySum(base_currency(), total) if several else None,
        unsummed=sum(group["valued"] - group["converted"] for group in priced) if several else 0,
        day=day,
    )


def _largest_first(group: dict[str, Any]) -> tuple[Decimal, str]:
    return -(group["base_total"] or Decimal(0)), group["shown_currency"]


def _known(day: date, column: str) -> Subquery:
    known = ValueChange.objects.filter(deal=OuterRef("pk"), known_on__lte=day)
    return Subquery(known.order_by("-known_on", "-pk").values(column)[:1])
