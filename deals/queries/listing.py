"""The deal list: its rows with the values to show and sort by, and what all its rows add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum, TextField, Value
from django.db.models.functions import Coalesce

from catalog.rates import AMOUNT, in_base_currency
from crm.common.currencies import base_currency
from deals.models import DealQuerySet, StageChange, ValueChange

NEVER = date(9999, 12, 31)
LAST = "~"


@dataclass(frozen=True)
class CurrencySum:
    currency: str
    value: Decimal


@dataclass(frozen=True)
class ListSums:
    """What all rows add up to. `base` is that in base currency; None when there is one currency.

    `unsummed`: deals with a value for which no exchange rate is known, missing from `base`.
    """

    count: int
    without_value: int
    by_currency: Sequence[CurrencySum]
    base: CurrencySum | None
    unsummed: int


def rows_for_list(rows: DealQuerySet, day: date | None, today: date) -> DealQuerySet:
    """The rows with what the list shows. With `day`, value and stage are those known on that day.

    A value in base currency is at the rate of the closing day, for an open deal of `day` or today.
    """
    shown: dict[str, Any] = {"shown_value": F("value"), "shown_currency": F("currency")}
    if day is not None:
        shown = {"shown_value": _known(day, "value"), "shown_currency": _known(day, "currency")}
    rate_day = day or Coalesce(OuterRef("closed_on"), Value(today))
    found = rows.annotate(**shown).annotate(
        base_value=in_base_currency("shown_value", "shown_currency", rate_day),
    )
    return found.select_related("account", "owner", "stage", "pipeline")


def sortable(rows: DealQuerySet) -> DealQuerySet:
    """Columns to sort by, never null: what is missing comes last."""
    return rows.annotate(
        account_key=Coalesce("account__sort_key", Value(LAST), output_field=TextField()),
        value_key=Coalesce("base_value", Value(Decimal(-1)), output_field=AMOUNT),
        closed_key=Coalesce("closed_on", Value(NEVER)),
        engaged_key=Coalesce("engaged_on", Value(NEVER)),
        expected_key=Coalesce("expected_close_on", Value(NEVER)),
    )


def stage_on(day: date) -> Subquery:
    """The stage that a deal was in at the end of the day, as its ledger says."""
    steps = StageChange.objects.filter(deal=OuterRef("pk"), happened_on__lte=day)
    return Subquery(steps.order_by("-happened_on", "-pk").values("after")[:1])


def list_sums(rows: QuerySet[Any]) -> ListSums:
    """One statement over all rows that match, whatever page is shown."""
    groups = list(
        rows.order_by()
        .values("shown_currency")
        .annotate(
            cases=Count("pk"),
            valued=Count("shown_value"),
            converted=Count("base_value"),
            total=Sum("shown_value"),
            base_total=Sum("base_value"),
        )
    )
    valued = sorted((group for group in groups if group["valued"]), key=_largest_first)
    several = len(valued) > 1
    total = sum((group["base_total"] or Decimal(0) for group in valued), Decimal(0))
    return ListSums(
        count=sum(group["cases"] for group in groups),
        without_value=sum(group["cases"] - group["valued"] for group in groups),
        by_currency=[CurrencySum(group["shown_currency"], group["total"]) for group in valued],
        base=CurrencySum(base_currency(), total) if several else None,
        unsummed=sum(group["valued"] - group["converted"] for group in valued) if several else 0,
    )


def _largest_first(group: dict[str, Any]) -> tuple[Decimal, str]:
    return -(group["base_total"] or Decimal(0)), group["shown_currency"]


def _known(day: date, column: str) -> Subquery:
    known = ValueChange.objects.filter(deal=OuterRef("pk"), known_on__lte=day)
    return Subquery(known.order_by("-known_on", "-pk").values(column)[:1])
