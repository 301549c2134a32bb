"""The forecast as a page shows it: each row with the address of its deals, and the chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from crm.common import formats
from crm.common.charts import scale
from crm.common.lists.where.parsing import compact
from deals.pipeline_pages import list_url
from deals.queries.forecast import Forecast, ForecastRow, OwnerRow, Span
from deals.queries.sums import OpenSums
from users.models import User


@dataclass(frozen=True)
class Line:
    """A row of the table. `url` is the list of its deals; empty where no one list has them.

    `is_overdue`: all of its days have passed; else `late` of its deals were to close already.
    """

    label: str
    sums: OpenSums
    url: str
    late: int = 0
    late_url: str = ""
    is_overdue: bool = False


@dataclass(frozen=True)
class Size:
    """The canvas in pixels. `every` labels each, or every second, month."""

    name: str
    width: int
    height: int
    text: int
    every: int


WIDE = Size("wide", width=960, height=220, text=12, every=1)
NARROW = Size("narrow", width=340, height=200, text=11, every=3)


@dataclass(frozen=True)
class Bar:
    """A month: the whole value, and the weighted value before it. `tip` says both."""

    x: int
    width: int
    middle: int
    value_y: int
    value_height: int
    weighted_y: int
    weighted_height: int
    month: str
    tip: str


@dataclass(frozen=True)
class Chart:
    size: Size
    left: int
    base: int
    bars: Sequence[Bar]
    lines: Sequence[tuple[int, str]]


def month_lines(forecast: Forecast, query: QueryDict, today: date, language: str) -> list[Line]:
    return [_month_line(row, query, today, language) for row in forecast.rows]


def owner_lines(rows: Sequence[OwnerRow], user: User, query: QueryDict) -> list[Line]:
    named = [row.owner.pk for row in rows if row.owner]
    others = _others(named, user, query) if len(named) < len(rows) else {}
    return [
        _owner_line(row, {"owner": row.owner.pk} if row.owner else others, query) for row in rows
    ]


def _others(named: Sequence[int], user: User, query: QueryDict) -> dict[str, object]:
    """A condition for the owners who are not named.

    Empty where the list cannot be asked like that: the address has conditions already, or one of
    those named is no colleague of the reader, who sees the deals by their accounts.
    """
    known = User.objects.visible_to(user).filter(pk__in=named).count()
    if query.get("where") or known < len(named):
        return {}
    return {"where": compact({"all": [["owner", "none", list(named)]]})}


def _owner_line(row: OwnerRow, filters: dict[str, object], query: QueryDict) -> Line:
    return Line(
        label=row.owner.full_name if row.owner else _("All others"),
        sums=row.sums,
        url=list_url(query, **filters) if filters else "",
        late=row.late,
        late_url=list_url(query, **filters, late=1) if filters else "",
    )


def draw(months: Sequence[ForecastRow], currency: str, language: str, size: Size) -> Chart:
    """Coordinates are whole pixels; amounts stay Decimal until then."""
    highest = max((row.sums.value or Decimal(0) for row in months), default=Decimal(0))
    step, count = scale(highest)
    labels = [formats.format_compact(step * index, language) for index in range(count + 1)]
    left = max(len(label) for label in labels) * size.text * 6 // 10 + 10
    base, top = size.height - size.text - 12, size.text
    lines = [(base - (base - top) * i // count, label) for i, label in enumerate(labels)]
    room = size.width - left
    bars = []
    for index, row in enumerate(months):
        start, end = (left + room * at // len(months) for at in (index, index + 1))
        heights = [
            _height(amount, step * count, base - top)
            for amount in (row.sums.value, row.sums.weighted)
        ]
        name = formats.format_short_month(_start(row), language)
        words = name if index % size.every == 0 else "", _tip(row, currency, language)
        bars.append(_bar((start, end), heights, base, words))
    return Chart(size, left, base, bars, lines)


def _bar(place: tuple[int, int], heights: Sequence[int], base: int, words: tuple[str, str]) -> Bar:
    start, end = place
    gap = max((end - start) // 6, 1)
    value, weighted = heights
    return Bar(
        x=start + gap,
        width=end - start - 2 * gap,
        middle=(start + end) // 2,
        value_y=base - value,
        value_height=value,
        weighted_y=base - weighted,
        weighted_height=weighted,
        month=words[0],
        tip=words[1],
    )


def _height(amount: Decimal | None, highest: Decimal, room: int) -> int:
    """What is above zero is never drawn as nothing."""
    return max(int(amount * room / highest), 2) if amount and amount > 0 else 0


def _tip(row: ForecastRow, currency: str, language: str) -> str:
    words = {
        "month": formats.format_month(_start(row), language),
        "value": formats.format_compact_money(row.sums.value or Decimal(0), currency, language),
        "weighted": formats.format_compact_money(
            row.sums.weighted or Decimal(0), currency, language
        ),
    }
    return _("%(month)s: %(value)s, weighted %(weighted)s") % words


def _start(row: ForecastRow) -> date:
    return row.start or date.min


def _month_line(row: ForecastRow, query: QueryDict, today: date, language: str) -> Line:
    days = {"expected_from": row.start, "expected_to": row.end}
    filters: dict[str, object] = {name: day for name, day in days.items() if day}
    if row.span is Span.UNDATED:
        filters = {"unexpected": 1}
    return Line(
        label=_label(row, language),
        sums=row.sums,
        url=list_url(query, **filters),
        late=0 if row.is_overdue else row.late,
        late_url=list_url(query, **filters | {"late": 1}) if row.late else "",
        is_overdue=row.is_overdue,
    )


def _label(row: ForecastRow, language: str) -> str:
    if row.span is Span.UNDATED:
        return _("No closing date")
    if row.start is None and row.end:
        return _("Until %(month)s") % {"month": formats.format_month(row.end, language)}
    month = formats.sentence(formats.format_month(_start(row), language))
    return _("%(month)s and later") % {"month": month} if row.span is Span.LATER else month
