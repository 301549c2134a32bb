"""What open deals promise: by the month in which they are expected to close, or by owner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Case, Count, DateField, F, Func, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from catalog.rates import AMOUNT, rates_on
from crm.common.months import add_months, first_day, last_day
from deals.models import DealQuerySet, Stage
from deals.queries.sums import OpenSums, Yardstick, grouped, total
from users.models import User

AHEAD = 12
"""Months that stand each for itself, this one included."""
BEHIND = 6
"""Overdue months that do; older ones are added up."""
MOST_OWNERS = 50
MONTH = Func(
    "expected_close_on",
    template="DATE_TRUNC('month', %(expressions)s::timestamp)::date",
    output_field=DateField(),
)
"""Of the day as it stands, which `TruncMonth` takes for an instant of some zone first."""


class Span(StrEnum):
    PAST = "past"
    MONTH = "month"
    LATER = "later"
    UNDATED = "undated"


@dataclass(frozen=True)
class ForecastRow:
    """Deals expected to close from `start` to `end` (None is open); `late`: whose day passed."""

    span: Span
    sums: OpenSums
    start: date | None = None
    end: date | None = None
    late: int = 0

    @property
    def is_overdue(self) -> bool:
        return self.span is Span.PAST


@dataclass(frozen=True)
class Forecast:
    """`rows`: overdue months, oldest first, this month and the eleven after it, then the rest."""

    rows: Sequence[ForecastRow]
    total: OpenSums

    @property
    def months(self) -> list[ForecastRow]:
        """This month and those after it that stand for themselves."""
        return [row for row in self.rows if row.span is Span.MONTH]

    @property
    def overdue(self) -> int:
        return sum(row.late for row in self.rows)


@dataclass(frozen=True)
class OwnerRow:
    """What one owner's open deals come to. `owner` None: all who are not named."""

    owner: User | None
    sums: OpenSums
    late: int


def forecast(rows: DealQuerySet, today: date) -> Forecast:
    """The open deals among `rows`, at today's rates, in one statement."""
    late = Count("stage", filter=Q(expected_close_on__lt=today))
    groups = list(grouped(rows.open().annotate(month=MONTH), "month", late=late))
    sums = _yardstick(today).sums_by("month", groups)
    lates: dict[date | None, int] = {}
    for group in groups:
        lates[group["month"]] = lates.get(group["month"], 0) + group["late"]
    return Forecast(_rows(sums, lates, first_day(today)), total(sums.values()))


def by_owner(rows: DealQuerySet, today: date) -> list[OwnerRow]:
    """The same by owner, the largest weighted value first; those after the fiftieth as one row."""
    late = Count("stage", filter=Q(expected_close_on__lt=today))
    base = F("value") * _rate(today)
    groups = (
        rows.open()
        .order_by()
        .values("owner")
        .annotate(
            cases=Count("stage"),
            late=late,
            worth=Sum(base, output_field=AMOUNT),
            weighted=Sum(base * _chance() / Value(100), output_field=AMOUNT),
            valued=Count("value"),
            converted=Count(base),
        )
        .order_by(F("weighted").desc(nulls_last=True), "owner")
    )
    found = list(groups)
    people = User.all_objects.in_bulk([group["owner"] for group in found[:MOST_OWNERS]])
    named = [
        OwnerRow(people[group["owner"]], _sums_of(group), group["late"])
        for group in found[:MOST_OWNERS]
    ]
    others = found[MOST_OWNERS:]
    if not others:
        return named
    rest = total(_sums_of(group) for group in others)
    return [*named, OwnerRow(None, rest, sum(group["late"] for group in others))]


def _rows(
    sums: dict[date | None, OpenSums], lates: dict[date | None, int], this: date
) -> list[ForecastRow]:
    known = sorted(month for month in sums if month is not None)
    past = [month for month in known if month < this]
    end = add_months(this, AHEAD)
    found = _past(sums, past)
    for month in (add_months(this, index) for index in range(AHEAD)):
        row = sums.get(month, OpenSums())
        found.append(ForecastRow(Span.MONTH, row, month, last_day(month), lates.get(month, 0)))
    later = total(sums[month] for month in known if month >= end)
    if later.count:
        found.append(ForecastRow(Span.LATER, later, end))
    if None in sums:
        found.append(ForecastRow(Span.UNDATED, sums[None]))
    return found


def _past(sums: dict[date | None, OpenSums], months: Sequence[date]) -> list[ForecastRow]:
    each = months[-BEHIND:]
    older = total(sums[month] for month in months[:-BEHIND])
    rows = []
    if older.count:
        before = each[0] - timedelta(days=1)
        rows.append(ForecastRow(Span.PAST, older, None, before, older.count))
    return rows + [
        ForecastRow(Span.PAST, sums[month], month, last_day(month), sums[month].count)
        for month in each
    ]


def _yardstick(today: date) -> Yardstick:
    chances = dict(Stage.all_objects.values_list("pk", "probability"))
    return Yardstick(rates_on(today), chances)


def _rate(today: date) -> Case:
    """NULL for a currency without a rate."""
    rates = rates_on(today).items()
    return Case(
        *[When(currency=currency, then=Value(rate)) for currency, rate in rates],
        output_field=AMOUNT,
    )


def _chance() -> Coalesce:
    return Coalesce("probability", "stage__probability", output_field=AMOUNT)


def _sums_of(group: Mapping[str, Any]) -> OpenSums:
    return OpenSums(
        count=group["cases"],
        value=group["worth"],
        weighted=group["weighted"],
        unsummed=group["valued"] - group["converted"],
        valueless=group["cases"] - group["valued"],
    )
