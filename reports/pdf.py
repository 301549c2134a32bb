"""The monthly report as an accessible PDF (PDF/UA-1), and its chart as a picture for the mail.

Text reaches the compiler as JSON strings and is never part of its source, so no name can be
markup. Only the typeface in reports/fonts is used, whatever the machine has installed, and the
time stamp is the report's own: the same report gives the same bytes.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports import charts, glyphs
from reports.content import MonthlyContent
from reports.presentation import present
from reports.shown import ReportView

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "reports"
CHART_SCALE = 192  # an SVG counts 96 pixels to the inch; two real ones for each are sharp


def monthly_pdf(content: MonthlyContent, *, language: str, zone: tzinfo, base_url: str) -> bytes:
    """The report in the reader's language, with instants in `zone` and links to `base_url`."""
    view = present(content, language=language, zone=zone, base_url=base_url)
    inputs = {
        "report": _json(asdict(view)),
        "words": _json(_words(view, language)),
        "chart": _chart(content, language, charts.WIDE),
    }
    return _compile("monthly.typ", inputs, "pdf", content.frozen_at or _start(content))


def chart_png(content: MonthlyContent, *, language: str) -> bytes:
    """The twelve months for a mail: 552 pixels wide, drawn at twice that for sharp screens."""
    inputs = {"chart": _chart(content, language, charts.MAIL)}
    return _compile("monthly_chart.typ", inputs, "png", _start(content))


def _chart(content: MonthlyContent, language: str, size: charts.Size) -> str:
    chart = charts.draw(content.chart, currency=content.currency, language=language, size=size)
    return charts.standalone_svg(chart)


def _compile(
    template: str, inputs: dict[str, str], kind: Literal["pdf", "png"], stamp: datetime
) -> bytes:
    compiler = typst.Compiler(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )
    made = compiler.compile(
        format=kind,
        ppi=CHART_SCALE,
        pdf_standards=["ua-1"] if kind == "pdf" else [],
        timestamp=int(stamp.timestamp()),
    )
    assert isinstance(made, bytes)  # noqa: S101 - a list only for several pictures
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[glyphs.FONTS]
    )


def _start(content: MonthlyContent) -> datetime:
    return datetime.combine(content.month, datetime.min.time(), UTC)


def _json(value: dict[str, Any]) -> str:
    return json.dumps(_printable(value))


def _printable(value: Any) -> Any:
    """The same values, with each text reduced to what the typeface has."""
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return glyphs.printable(value) if isinstance(value, str) else value


def _words(view: ReportView, language: str) -> dict[str, str]:
    """The headings, which the template of the PDF cannot translate itself."""
    with translation.override(language):
        return {
            "best": _("Best"),
            "cases": _("Closed deals"),
            "date": _("Date"),
            "deal": _("Deal"),
            "decisions": _("Needs a decision"),
            "figure": _("Figure"),
            "figures": _("The month in figures"),
            "lost": _("Lost"),
            "name": _("Name"),
            "on_month_before": _("vs %(month)s") % {"month": view.month_before_name},
            "on_year_before": _("vs %(month)s") % {"month": view.year_before_name},
            "open": pgettext("deals", "Open"),
            "open_in_crm": _("Open this report in the CRM"),
            "people": _("By account manager"),
            "reason": _("Reason"),
            "unconverted": _("Not in the sums: no exchange rate"),
            "value": _("Value"),
            "win_rate": _("Win rate"),
            "won": _("Won"),
            "won_value": _("Won value"),
            "worst": _("Worst"),
        }
