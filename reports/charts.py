"""The twelve months as a bar chart: where each bar and label stands, and the SVG of it.

One geometry serves three uses: two sizes inside a page (wide, and narrow for a phone), which take
their colours from the page and hold no style attribute, and one to stand alone with light
colours for PDF and mail. Coordinates are whole pixels; amounts stay Decimal until then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from crm.common import formats
from crm.common.charts import scale
from reports.content import ChartMonth

FONT = "Inter"


@dataclass(frozen=True, slots=True)
class Size:
    """The canvas in pixels. `every` labels each, or every second, month."""

    width: int
    height: int
    text: int
    every: int


WIDE = Size(width=720, height=240, text=12, every=1)
NARROW = Size(width=340, height=220, text=11, every=2)
MAIL = Size(width=552, height=240, text=16, every=2)


@dataclass(frozen=True, slots=True)
class Colours:
    """What each part is painted with; a page inherits from classes on the parts instead."""

    bar: str
    current: str
    text: str
    strong: str
    line: str


PAGE = Colours(*["currentColor"] * 5)
LIGHT = Colours(bar="#9db8d9", current="#1f5fae", text="#5b6675", strong="#1b2430", line="#dde2e8")


@dataclass(frozen=True, slots=True)
class Bar:
    """A month: its bar, the middle of its slot, and what is written at it."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    month: str
    value: str
    tip: str
    is_current: bool
    is_unknown: bool


@dataclass(frozen=True, slots=True)
class Line:
    y: int
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    size: Size
    left: int
    base: int
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]


def draw(months: Sequence[ChartMonth], *, currency: str, language: str, size: Size) -> Chart:
    """Lay out the bars; the last month is the report's own and is told apart."""
    step, count = scale(max((month.won_value or Decimal(0) for month in months), default=None))
    labels = [_short(step * i, currency, language) for i in range(count + 1)]
    left = max(len(label) for label in labels) * size.text * 6 // 10 + 10
    base, top = size.height - size.text - 12, size.text + 12
    lines = tuple(Line(base - (base - top) * i // count, labels[i]) for i in range(count + 1))
    frame = _Frame(size, left, base, base - top, step * count)
    bars = (
        _bar(month, at=i, of=len(months), frame=frame, words=(currency, language))
        for i, month in enumerate(months)
    )
    return Chart(size, left, base, tuple(bars), lines)


def page_svg(
    chart: Chart, *, title: str, summary: str, identifier: str, css_class: str = ""
) -> SafeString:
    """For inline use in a page, where `title` and `summary` are read aloud."""
    values = {
        "chart": chart,
        "colours": PAGE,
        "title": title,
        "summary": summary,
        "id": identifier,
        "css_class": css_class,
    }
    return render_to_string("reports/_monthly_chart.svg", values)


def standalone_svg(chart: Chart) -> str:
    """A file of its own in light colours, for PDF and mail; its description stands outside."""
    values = {"chart": chart, "colours": LIGHT, "standalone": True, "font": FONT}
    return render_to_string("reports/_monthly_chart.svg", values)


@dataclass(frozen=True, slots=True)
class _Frame:
    size: Size
    left: int
    base: int
    height: int
    top_value: Decimal


def _bar(month: ChartMonth, *, at: int, of: int, frame: _Frame, words: tuple[str, str]) -> Bar:
    currency, language = words
    room = frame.size.width - frame.left - frame.size.text
    start, end = (frame.left + room * i // of for i in (at, at + 1))
    gap = max((end - start) // 6, 1)
    is_current = at == of - 1
    labelled = (of - 1 - at) % frame.size.every == 0
    height = _height(month.won_value, frame)
    return Bar(
        x=start + gap,
        y=frame.base - height,
        width=end - start - 2 * gap,
        height=height,
        middle=(start + end) // 2,
        month=formats.format_short_month(month.month, language) if labelled else "",
        value=_short(month.won_value or Decimal(0), currency, language) if is_current else "",
        tip=_tip(month, currency, language),
        is_current=is_current,
        is_unknown=month.won_value is None,
    )


def _short(value: Decimal, currency: str, language: str) -> str:
    """Kronor are written “150 tkr” in Swedish; else the caption alone says the currency."""
    if value and currency == "SEK" and language.startswith("sv"):
        return formats.format_compact_money(value, currency, language)
    return formats.format_compact(value, language)


def _height(value: Decimal | None, frame: _Frame) -> int:
    """In pixels; what is above zero is never drawn as nothing."""
    if not value or value < 0:
        return 0
    return max(int(value * frame.height / frame.top_value), 2)


def _tip(month: ChartMonth, currency: str, language: str) -> str:
    name = formats.format_month(month.month, language)
    if month.won_value is None:
        return f"{name}: {formats.NOTHING}"
    return f"{name}: {formats.format_money(month.won_value, currency, language, places=0)}"
