"""What one monthly report says, as plain values: no wording, no format, no database.

The services fill a `MonthlyContent`, freeze it as JSON (`reports.frozen`), and page, PDF and mail
all show that same content. So a report shows the same figures for ever, in whatever language its
reader has. Addresses are paths of this installation without its host ("/deals/?outcome=won&…").

A value of None is never zero: it means that nothing is known, and is shown as "no value" or "–".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

FEW_CASES = 10
"""Below this number of cases a rate says little, and the report warns."""


class Edition(StrEnum):
    """Whose deals a report is about."""

    MANAGER = "manager"
    HEAD = "head"
    COMPANY = "company"


class Unit(StrEnum):
    MONEY = "money"
    COUNT = "count"
    SHARE = "share"
    DAYS = "days"


class FigureCode(StrEnum):
    """The figures of the report, in the order they are shown; docs/glossary.md defines each."""

    WON_VALUE = "won_value"
    WON_COUNT = "won_count"
    LOST_VALUE = "lost_value"
    LOST_COUNT = "lost_count"
    WIN_RATE = "win_rate"
    AVERAGE_DEAL = "average_deal"
    DAYS_TO_CLOSE = "days_to_close"
    NEW_DEALS = "new_deals"
    OPEN_COUNT = "open_count"
    OPEN_VALUE = "open_value"
    WEIGHTED_VALUE = "weighted_value"

    @property
    def unit(self) -> Unit:
        return _UNITS[self]


_UNITS = {
    FigureCode.WON_VALUE: Unit.MONEY,
    FigureCode.WON_COUNT: Unit.COUNT,
    FigureCode.LOST_VALUE: Unit.MONEY,
    FigureCode.LOST_COUNT: Unit.COUNT,
    FigureCode.WIN_RATE: Unit.SHARE,
    FigureCode.AVERAGE_DEAL: Unit.MONEY,
    FigureCode.DAYS_TO_CLOSE: Unit.DAYS,
    FigureCode.NEW_DEALS: Unit.COUNT,
    FigureCode.OPEN_COUNT: Unit.COUNT,
    FigureCode.OPEN_VALUE: Unit.MONEY,
    FigureCode.WEIGHTED_VALUE: Unit.MONEY,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the month, with the records that add up to it.

    Shares are of one (0.86). `month_before` and `year_before` are the same figure a month and
    twelve months earlier; None when there is nothing to compare with. `without_value` counts the
    records that have no value and so add nothing to a sum.
    """

    code: FigureCode
    value: Decimal | None
    month_before: Decimal | None
    year_before: Decimal | None
    records: int
    url: str
    without_value: int = 0


@dataclass(frozen=True, slots=True)
class ChartMonth:
    """A month of the chart; `won_value` is None when no value is known for it."""

    month: date
    won_value: Decimal | None
    won_count: int
    lost_count: int
    url: str


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A product or a sector with its closed deals in the period of the ranking."""

    name: str
    won_count: int
    lost_count: int
    won_value: Decimal | None
    url: str

    @property
    def cases(self) -> int:
        return self.won_count + self.lost_count

    @property
    def has_few_cases(self) -> bool:
        return self.cases < FEW_CASES

    @property
    def win_rate(self) -> Decimal | None:
        return Decimal(self.won_count) / self.cases if self.cases else None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Best first, worst first; no row is in both."""

    best: tuple[RankedRow, ...] = ()
    worst: tuple[RankedRow, ...] = ()


class DecisionReason(StrEnum):
    IDLE = "idle"
    CLOSING_PASSED = "closing_passed"


@dataclass(frozen=True, slots=True)
class Decision:
    """An open deal that somebody has to decide about.

    `since` is the day it last moved (idle) or the day it was to close (closing date passed), and
    `days` the number of days from then to the end of the month.
    """

    deal: str
    account: str
    owner: str
    amount: Decimal | None
    currency: str
    reason: DecisionReason
    since: date
    days: int
    url: str


@dataclass(frozen=True, slots=True)
class Unconverted:
    """A deal that no sum includes, because there is no exchange rate for its currency and day."""

    deal: str
    account: str
    amount: Decimal
    currency: str
    day: date
    url: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of the scorecard in a head's and the company's report."""

    name: str
    won_count: int
    lost_count: int
    won_value: Decimal | None
    open_count: int
    url: str


@dataclass(frozen=True, slots=True)
class Comment:
    text: str
    author: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class MonthlyContent:
    """The monthly report of one subject: a manager, a head's teams or the company.

    `month` is the first day of the month, `time_zone` the zone in which months begin and end, and
    `currency` what every sum is in. `frozen_at` is None in a preview. The rankings cover the
    closed deals from `ranked_from` to the end of the month. `decisions` and `unconverted` may hold
    the first few only; the totals say how many there are, the addresses list them all.
    """

    edition: Edition
    month: date
    subject_name: str
    currency: str
    time_zone: str
    url: str
    figures: tuple[Figure, ...]
    chart: tuple[ChartMonth, ...]
    ranked_from: date
    frozen_at: datetime | None = None
    products: Ranking = Ranking()
    sectors: Ranking = Ranking()
    people: tuple[PersonRow, ...] = ()
    decisions: tuple[Decision, ...] = ()
    decisions_total: int = 0
    decisions_url: str = ""
    undated_count: int = 0
    undated_url: str = ""
    unconverted: tuple[Unconverted, ...] = ()
    unconverted_total: int = 0
    unconverted_url: str = ""
    manager_comment: Comment | None = None
    head_comment: Comment | None = None

    def figure(self, code: FigureCode) -> Figure | None:
        return next((figure for figure in self.figures if figure.code is code), None)

    @property
    def is_empty(self) -> bool:
        """No deal was open, won, lost or begun in the month: the short report is sent."""
        return not any(figure.records for figure in self.figures)


def rank(rows: Iterable[RankedRow], *, top: int = 3) -> Ranking:
    """The best and worst by win rate, with few cases counting for less; then by won value, name.

    The order is by (won + 1) / (cases + 2), Laplace's rule of succession, so that 1 deal won of 1
    does not stand above 90 won of 100; what is shown is the plain rate. When there are few rows
    the best go first, and nothing is named twice.
    """
    ordered = sorted((row for row in rows if row.cases), key=_rank_key)
    best = ordered[: min(top, (len(ordered) + 1) // 2)]
    worst = ordered[len(best) :][::-1][:top]
    return Ranking(tuple(best), tuple(worst))


def _rank_key(row: RankedRow) -> tuple[Decimal, Decimal, str]:
    expected = Decimal(row.won_count + 1) / (row.cases + 2)
    return -expected, -(row.won_value or Decimal(0)), row.name
