"""The words of the monthly report: labels, changes, the conclusion, reasons.

Each function writes in the language that is active, with values in the format of `language`; the
entry points (`reports.presentation.present`, `reports.emails.monthly_mail`) make both the same.
"""

from calendar import monthrange
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.common import formats
from reports.content import (
    ChartMonth,
    Decision,
    DecisionReason,
    Edition,
    Figure,
    FigureCode,
    MonthlyContent,
    Unit,
)

LABELS = {
    FigureCode.WON_VALUE: gettext_lazy("Won value"),
    FigureCode.WON_COUNT: gettext_lazy("Won deals"),
    FigureCode.LOST_VALUE: gettext_lazy("Lost value"),
    FigureCode.LOST_COUNT: gettext_lazy("Lost deals"),
    FigureCode.WIN_RATE: gettext_lazy("Win rate"),
    FigureCode.AVERAGE_DEAL: gettext_lazy("Average won deal"),
    FigureCode.DAYS_TO_CLOSE: gettext_lazy("Median time to close"),
    FigureCode.NEW_DEALS: gettext_lazy("New deals"),
    FigureCode.OPEN_COUNT: gettext_lazy("Open deals"),
    FigureCode.OPEN_VALUE: gettext_lazy("Open pipeline"),
    FigureCode.WEIGHTED_VALUE: gettext_lazy("Weighted pipeline"),
}


def money(amount: Decimal, currency: str, language: str) -> str:
    """In whole units, all over a report; the decimals stand with the deals behind a figure."""
    return formats.format_money(amount, currency, language, places=0)


def figure_value(figure: Figure, value: Decimal | None, currency: str, language: str) -> str:
    """A value of this figure (of this month or an earlier one) with its unit."""
    if value is None:
        return formats.NOTHING
    match figure.code.unit:
        case Unit.MONEY:
            return money(value, currency, language)
        case Unit.COUNT:
            return formats.format_number(value, language)
        case Unit.SHARE:
            return formats.format_percent(value, language)
        case Unit.DAYS:
            return formats.format_days(value, language)


def change_text(figure: Figure, before: Decimal | None, language: str) -> str:
    """Money in percent, shares in percentage points, counts and days as a difference."""
    if figure.value is None or before is None:
        return formats.NOTHING
    difference = figure.value - before
    if not difference:
        return "±0"
    match figure.code.unit:
        case Unit.MONEY:
            return _money_change(figure.value, before, language)
        case Unit.SHARE:
            return _("%(points)s pp") % {"points": formats.format_points(difference, language)}
        case Unit.COUNT:
            return formats.format_number(difference, language, signed=True)
        case Unit.DAYS:
            return formats.format_days(difference, language, signed=True)


def records_text(figure: Figure, month: date, language: str) -> str:
    """What stands behind a figure: “37 deals”, “12 deals, 3 without value”, “on 30 June 2017”."""
    if figure.code is FigureCode.OPEN_COUNT:
        last_day = month.replace(day=monthrange(month.year, month.month)[1])
        return _("on %(day)s") % {"day": formats.format_long_date(last_day, language)}
    if figure.code.unit is Unit.COUNT:
        return ""
    deals = deals_text(figure.records, language)
    if not figure.without_value:
        return deals
    if figure.without_value == figure.records:
        return _("%(deals)s without value") % {"deals": deals}
    number = formats.format_number(figure.without_value, language)
    return _("%(deals)s, %(number)s without value") % {"deals": deals, "number": number}


def deals_text(count: int, language: str) -> str:
    number = formats.format_number(count, language)
    return ngettext("%(number)s deal", "%(number)s deals", count) % {"number": number}


def conclusion(content: MonthlyContent, language: str) -> str:
    """The month in one line: “122,127 USD won (+18%), 3 deals need a decision”."""
    if content.is_empty:
        return _("no deals open, won or lost")
    parts = [_result(content, language)]
    if content.decisions_total:
        parts.append(_decisions_text(content.decisions_total, language))
    return ", ".join(parts)


def subject(content: MonthlyContent, language: str) -> str:
    """The subject line of the mail: the month, whose report it is when not one's own, the end."""
    month = formats.sentence(formats.format_month(content.month, language))
    if content.edition is not Edition.MANAGER:
        month = f"{month}, {subject_name(content)}"
    return f"{month}: {conclusion(content, language)}"


def subject_name(content: MonthlyContent) -> str:
    if content.edition is Edition.COMPANY:
        return content.subject_name or _("the whole company")
    return content.subject_name


def empty_text(content: MonthlyContent, language: str) -> str:
    return _("No deals were open, won or lost in %(month)s.") % {
        "month": formats.format_month(content.month, language)
    }


def edition_text(content: MonthlyContent) -> str:
    match content.edition:
        case Edition.MANAGER:
            return _("The deals that %(name)s owns") % {"name": content.subject_name}
        case Edition.HEAD:
            return _("The deals owned in the teams that %(name)s heads") % {
                "name": content.subject_name
            }
        case Edition.COMPANY:
            return _("All deals of the company")


def why_text(content: MonthlyContent) -> str:
    """Why somebody gets the mail."""
    match content.edition:
        case Edition.MANAGER:
            return _("You get this report each month because you are an account manager.")
        case Edition.HEAD:
            return _("You get this report each month because you head these teams.")
        case Edition.COMPANY:
            return _("You get this report each month because you are an administrator.")


def decision_reason(decision: Decision, language: str) -> str:
    days = formats.format_days(decision.days, language)
    match decision.reason:
        case DecisionReason.IDLE:
            return _("no movement for %(days)s") % {"days": days}
        case DecisionReason.CLOSING_PASSED:
            return _("closing date passed %(days)s ago") % {"days": days}


def decision_advice(decision: Decision) -> str:
    match decision.reason:
        case DecisionReason.IDLE:
            return _("Agree on the next step, or close it as lost.")
        case DecisionReason.CLOSING_PASSED:
            return _("Set a date that holds, or close it.")


def all_text(total: int, shown: int, language: str) -> str:
    """What the link to a whole list says; empty when all of it is shown."""
    if total <= shown:
        return ""
    return _("All %(number)s") % {"number": formats.format_number(total, language)}


def few_cases_text(cases: int, language: str) -> str:
    number = formats.format_number(cases, language)
    text = ngettext(
        "Only %(number)s case: read with care", "Only %(number)s cases: read with care", cases
    )
    return text % {"number": number}


def chart_caption(content: MonthlyContent) -> str:
    return _("Won value by month, %(currency)s") % {"currency": content.currency}


def chart_summary(content: MonthlyContent, language: str) -> str:
    """The chart in words, for those who do not see it."""
    months = content.chart
    known = [month for month in months if month.won_value is not None]
    if not any(month.won_value for month in known):
        return _("Nothing was won in these twelve months.")
    highest = max(known, key=_won)
    lowest = min(known, key=_won)
    text = _("Highest in %(high_month)s (%(high)s), lowest in %(low_month)s (%(low)s).") % {
        "high_month": formats.format_month(highest.month, language),
        "high": money(_won(highest), content.currency, language),
        "low_month": formats.format_month(lowest.month, language),
        "low": money(_won(lowest), content.currency, language),
    }
    unknown = len(months) - len(known)
    return f"{text} {_unknown_months(unknown)}" if unknown else text


def _unknown_months(count: int) -> str:
    text = ngettext(
        "No value is known for %(number)s month.",
        "No value is known for %(number)s months.",
        count,
    )
    return text % {"number": count}


def _money_change(value: Decimal, before: Decimal, language: str) -> str:
    change = formats.relative_change(value, before)
    return _("from 0") if change is None else formats.format_relative_change(change, language)


def _won(month: ChartMonth) -> Decimal:
    return month.won_value or Decimal(0)


def _result(content: MonthlyContent, language: str) -> str:
    won = content.figure(FigureCode.WON_VALUE)
    if won is not None and won.value:
        change = change_text(won, won.month_before, language)
        amount = money(won.value, content.currency, language)
        comparable = won.month_before is not None
        text = _("%(amount)s won (%(change)s)") if comparable else _("%(amount)s won")
        return text % {"amount": amount, "change": change}
    won_count = content.figure(FigureCode.WON_COUNT)
    count = int(won_count.value or 0) if won_count else 0
    if not count:
        return _("nothing won")
    text = ngettext("%(number)s deal won", "%(number)s deals won", count)
    return text % {"number": formats.format_number(count, language)}


def _decisions_text(count: int, language: str) -> str:
    text = ngettext("%(number)s deal needs a decision", "%(number)s deals need a decision", count)
    return text % {"number": formats.format_number(count, language)}
