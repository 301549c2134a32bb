"""How a cell of a list is written for the reader, by what its value is."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm.common import formats
from crm.common.lists.declared import Money


def cell_text(value: object) -> str:  # noqa: PLR0911 - one line for each type
    """A missing value is empty, so that the phone leaves the line out."""
    language = get_language() or "en"
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case Money():
            return _money(value, language)
        case int():
            return formats.format_number(value, language)
        case Decimal():
            return formats.format_number(value, language, places=_places(value))
        case datetime():
            return formats.format_instant(value, timezone.get_current_timezone())
        case date():
            return formats.format_date(value)
        case _text:
            return str(value)


def _money(money: Money, language: str) -> str:
    if money.amount is None:
        return formats.NOTHING
    return formats.format_money(money.amount, money.currency, language)


def _places(value: Decimal) -> int:
    """As many decimals as the number has."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
