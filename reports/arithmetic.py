"""The figures of one month from its sums; docs/glossary.md gives each definition in words."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crm.common.currencies import base_currency
from crm.common.formats import currency_places, rounded
from reports.content import FigureCode


@dataclass(frozen=True)
class Value:
    """A value (None: not known), the deals behind it, and how many of those have no value."""

    value: Decimal | None
    cases: int
    without_value: int = 0


@dataclass(frozen=True)
class Sums:
    """Deals of one month and kind: their number and what is known of their value.

    `summed` counts those that are in `value`: they have one, and a rate for their currency.
    """

    cases: int = 0
    value: Decimal | None = None
    without_value: int = 0
    median_days: Decimal | None = None
    weighted: Decimal | None = None
    summed: int = 0


@dataclass(frozen=True)
class MonthSums:
    won: Sums
    lost: Sums
    begun: Sums
    open: Sums


def sums_of(row: Any) -> Sums:
    """A row of a statement, or None where it had none, as sums."""
    if row is None:
        return Sums()
    return Sums(
        row.cases,
        getattr(row, "value", None),
        getattr(row, "without_value", 0),
        getattr(row, "median_days", None),
        getattr(row, "weighted", None),
        getattr(row, "summed", 0),
    )


def to_base_places(amount: Decimal | None) -> Decimal | None:
    """To the base currency's exponent, once, half to even."""
    return None if amount is None else rounded(amount, currency_places(base_currency()))


def _count(sums: Sums) -> Value:
    return Value(Decimal(sums.cases), sums.cases)


def _money(sums: Sums, amount: Decimal | None) -> Value:
    """Zero only where there are no deals; deals of which no value is known have none."""
    known = to_base_places(amount) if sums.cases else Decimal(0)
    return Value(known, sums.cases, sums.without_value)


def _win_rate(month: MonthSums) -> Value:
    cases = month.won.cases + month.lost.cases
    return Value(Decimal(month.won.cases) / cases if cases else None, cases)


def _average(month: MonthSums) -> Value:
    won = month.won
    average = won.value / won.summed if won.value is not None and won.summed else None
    return Value(to_base_places(average), won.cases, won.without_value)


FIGURES: dict[FigureCode, Callable[[MonthSums], Value]] = {
    FigureCode.WON_VALUE: lambda month: _money(month.won, month.won.value),
    FigureCode.WON_COUNT: lambda month: _count(month.won),
    FigureCode.LOST_VALUE: lambda month: _money(month.lost, month.lost.value),
    FigureCode.LOST_COUNT: lambda month: _count(month.lost),
    FigureCode.WIN_RATE: _win_rate,
    FigureCode.AVERAGE_DEAL: _average,
    FigureCode.DAYS_TO_CLOSE: lambda month: Value(month.won.median_days, month.won.cases),
    FigureCode.NEW_DEALS: lambda month: _count(month.begun),
    FigureCode.OPEN_COUNT: lambda month: _count(month.open),
    FigureCode.OPEN_VALUE: lambda month: _money(month.open, month.open.value),
    FigureCode.WEIGHTED_VALUE: lambda month: _money(month.open, month.open.weighted),
}


def won_value(month: MonthSums) -> Decimal | None:
    return FIGURES[FigureCode.WON_VALUE](month).value
