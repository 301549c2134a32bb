"""Template filters that write values in the language of the page: `{{ amount|money:"SEK" }}`.

Each answers a dash for a missing value, so a table cell is never empty and never says "None".
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from crm.common import formats

register = template.Library()
V = TypeVar("V")


def _language() -> str:
    return get_language() or "en"


def _or_dash(write: Callable[[V], str], value: V | None) -> str:
    return formats.NOTHING if value is None else write(value)


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    return _or_dash(lambda value: formats.format_money(value, currency, _language()), amount)


@register.filter
def compact_money(amount: Decimal | None, currency: str) -> str:
    return _or_dash(
        lambda value: formats.format_compact_money(value, currency, _language()), amount
    )


@register.filter
def number(value: Decimal | int | None, places: int = 0) -> str:
    return _or_dash(lambda v: formats.format_number(v, _language(), places=places), value)


@register.filter
def percent(share: Decimal | None, places: int = 1) -> str:
    return _or_dash(lambda v: formats.format_percent(v, _language(), places=places), share)


@register.filter
def days(value: Decimal | int | None) -> str:
    return _or_dash(lambda v: formats.format_days(v, _language()), value)


@register.filter
def table_date(day: date | None) -> str:
    return _or_dash(formats.format_date, day)


@register.filter
def long_date(day: date | None) -> str:
    return _or_dash(lambda v: formats.format_long_date(v, _language()), day)


@register.filter
def month_name(month: date | None) -> str:
    return _or_dash(lambda v: formats.format_month(v, _language()), month)


@register.filter
def instant(value: datetime | None) -> str:
    return _or_dash(lambda v: formats.format_instant(v, timezone.get_current_timezone()), value)
