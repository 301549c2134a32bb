"""The monthly report as a page: the texts of the report and its chart in two sizes."""

from dataclasses import dataclass
from datetime import tzinfo

from django.utils.safestring import SafeString

from reports import charts
from reports.content import MonthlyContent
from reports.presentation import present
from reports.shown import ReportView


@dataclass(frozen=True, slots=True)
class MonthlyPage:
    """What templates/reports/monthly.html shows; the narrow chart stands in for it on a phone."""

    report: ReportView
    wide_chart: SafeString
    narrow_chart: SafeString


def monthly_page(content: MonthlyContent, *, language: str, zone: tzinfo) -> MonthlyPage:
    view = present(content, language=language, zone=zone)
    wide, narrow = (
        charts.page_svg(
            charts.draw(content.chart, currency=content.currency, language=language, size=size),
            title=view.chart_caption,
            summary=view.chart_summary,
            identifier=f"chart-{name}",
            css_class=f"month-chart-{name}",
        )
        for name, size in (("wide", charts.WIDE), ("narrow", charts.NARROW))
    )
    return MonthlyPage(view, wide, narrow)
