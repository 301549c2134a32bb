"""Figures by any dimension, of the deals that the reader may see: the API's and the pages' one
source.

Definitions stand in docs/glossary.md; the statements share their parts with the monthly report.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from crm.common.currencies import base_currency
from crm.common.errors import BusinessRuleError
from crm.common.months import add_months, first_day, last_day, parse_month
from deals.models import Deal
from reports import statements
from reports.addresses import deals_url
from reports.arithmetic import to_base_places
from reports.dimensions import DIMENSIONS, Dimension
from reports.rows import fetch
from users.models import User

EVER = (date(1, 1, 1), date(9999, 12, 31))
MOST_MONTHS = 120


class Measure(StrEnum):
    DEALS = "deals"
    WON_COUNT = "won_count"
    WON_VALUE = "won_value"
    LOST_COUNT = "lost_count"
    LOST_VALUE = "lost_value"
    OPEN_VALUE = "open_value"
    WEIGHTED_VALUE = "weighted_value"

    @property
    def is_money(self) -> bool:
        return self.value.endswith("_value")

    @property
    def is_stock(self) -> bool:
        """What stands open on a day, not what happened in a period."""
        return self in {Measure.OPEN_VALUE, Measure.WEIGHTED_VALUE}


@dataclass(frozen=True)
class FigureRow:
    """One row of figures: `value` is a count, or money in `currency` (None: no value is known).

    `cases` is the number of deals behind it, and `records` the address of their list.
    """

    key: str
    label: str
    value: Decimal | None
    currency: str
    cases: int
    records: str


@dataclass(frozen=True)
class Period:
    """From day to day, both included; None is open. A stock is as of `end`, or of `today`."""

    start: date | None
    end: date | None
    today: date

    @property
    def day(self) -> date:
        return self.end or self.today


def figures(user: User, measure: Measure, by: Dimension, period: Period) -> list[FigureRow]:
    """The measure for each value of the dimension, in one statement.

    Raises BusinessRuleError for too long a series.
    """
    rows = fetch(
        _statement(user, measure, by, period), _params(user, period, _days(measure, by, period))
    )
    return [_row(row, measure, by, period) for row in rows]


def _statement(user: User, measure: Measure, by: Dimension, period: Period) -> str:
    dimension = DIMENSIONS[by]
    amount = "f.value * f.probability / 100" if measure is Measure.WEIGHTED_VALUE else "f.value"
    money = f"sum({amount} * {dimension.share})" if measure.is_money else "NULL::numeric"
    return statements.FIGURES.format(
        facts=_facts(measure, period),
        visible=_visible(user)[0],
        key=dimension.key,
        label=dimension.label,
        order=dimension.order,
        joins=dimension.joins,
        money=money,
        condition=_condition(measure),
    )


def _facts(measure: Measure, period: Period) -> str:
    if measure.is_stock:
        return statements.OPEN
    if measure is not Measure.DEALS:
        return statements.CLOSED
    return statements.BEGUN if period.start or period.end else statements.ALL


def _condition(measure: Measure) -> str:
    if measure in {Measure.WON_COUNT, Measure.WON_VALUE}:
        return "f.outcome = 'won'"
    return "f.outcome = 'lost'" if measure in {Measure.LOST_COUNT, Measure.LOST_VALUE} else "true"


def _visible(user: User) -> tuple[str, dict[str, Any]]:
    """The visibility door as SQL with named parameters, to be put into a statement."""
    sql, values = Deal.objects.visible_to(user).order_by().values("pk").query.sql_with_params()
    names = [f"visible{index}" for index in range(len(values))]
    return sql % tuple(f"%({name})s" for name in names), dict(zip(names, values, strict=True))


def _params(user: User, period: Period, days: list[date]) -> Mapping[str, Any]:
    start, stop = period.start or EVER[0], period.end or EVER[1]
    return _visible(user)[1] | {
        "start": start,
        "stop": date.fromordinal(min(stop.toordinal() + 1, EVER[1].toordinal())),
        "days": days,
        "base": base_currency(),
    }


def _days(measure: Measure, by: Dimension, period: Period) -> list[date]:
    """The days a stock is taken on: the last one, or by month the end of each month (the last
    twelve if not said).
    """
    if not (measure.is_stock and by is Dimension.MONTH):
        return [period.day]
    last = first_day(period.day)
    first = first_day(period.start) if period.start else add_months(last, -11)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if count > MOST_MONTHS:
        raise BusinessRuleError(_("Ask for at most %(count)d months.") % {"count": MOST_MONTHS})
    ends = [last_day(add_months(first, index)) for index in range(max(count, 0))]
    return [min(end, period.day) for end in ends]


def _row(row: Any, measure: Measure, by: Dimension, period: Period) -> FigureRow:
    value = to_base_places(row.money) if measure.is_money else Decimal(row.cases)
    return FigureRow(
        key=row.key or "",
        label=row.label or str(DIMENSIONS[by].nothing),
        value=value,
        currency=base_currency() if measure.is_money else "",
        cases=row.cases,
        records=deals_url(
            **_filters(measure, period) | _dimension_filter(measure, by, row.key, period)
        ),
    )


def _filters(measure: Measure, period: Period) -> dict[str, object]:
    if measure.is_stock:
        return {"open_on": period.day}
    if measure is Measure.DEALS:
        return {"engaged_from": period.start, "engaged_to": period.end}
    outcome = measure.value.partition("_")[0]
    return {"outcome": outcome, "closed_from": period.start, "closed_to": period.end}


def _dimension_filter(
    measure: Measure, by: Dimension, key: str | None, period: Period
) -> dict[str, object]:
    if by is not Dimension.MONTH:
        return {DIMENSIONS[by].parameter: key or "none"}
    if not key:
        return {"undated": 1}
    first = parse_month(key)
    last = min(last_day(first), period.end or EVER[1])
    if measure.is_stock:
        return {"open_on": min(last, period.day)}
    date_field = "engaged" if measure is Measure.DEALS else "closed"
    start = max(first, period.start or EVER[0])
    return {f"{date_field}_from": start, f"{date_field}_to": last}
