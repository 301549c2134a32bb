"""Template filters that write values in the language of the page: `{{ amount|money:"SEK" }}`.

Each answers a dash for a missing value, so a table cell is never empty and never says "None".
"""

import re
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from crm.common import formats
from crm.common.formats import NOTHING

register = template.Library()


def _language() -> str:
    return get_language() or "en"


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    return NOTHING if amount is None else formats.format_money(amount, currency, _language())


@register.filter
def compact_money(amount: Decimal | None, currency: str) -> str:
    if amount is None:
        return NOTHING
    return formats.format_compact_money(amount, currency, _language())


@register.filter
def number(value: Decimal | int | None, places: int = 0) -> str:
    return NOTHING if value is None else formats.format_number(value, _language(), places=places)


@register.filter
def percent(share: Decimal | None, places: int = 1) -> str:
    return NOTHING if share is None else formats.format_percent(share, _language(), places=places)


@register.filter
def days(value: Decimal | int | None) -> str:
    return NOTHING if value is None else formats.format_days(value, _language())


@register.filter
def table_date(day: date | None) -> str:
    return NOTHING if day is None else formats.format_date(day)


@register.filter
def long_date(day: date | None) -> str:
    return NOTHING if day is None else formats.format_long_date(day, _language())


@register.filter
def month_name(month: date | None) -> str:
    return NOTHING if month is None else formats.format_month(month, _language())


@register.filter
def instant(value: datetime | None) -> str:
    if value is None:
        return NOTHING
    return formats.format_instant(value, timezone.get_current_timezone())


@register.filter
def breakable(address: str) -> SafeString:
    """A long address that may break after its @ and before a dot, as nowhere else."""
    parts = re.split(r"(?<=@)|(?=\.)", address)
    return format_html_join("", "<wbr>{}", ((part,) for part in parts))
