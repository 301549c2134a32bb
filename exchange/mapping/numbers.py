"""Numbers as a file writes them, by the mapping's stated marks or else only where there is one
reading.
"""

import re
from decimal import Decimal
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crm.common.amounts import MAX_INTEGER_DIGITS, parse_amount
from exchange.mapping.schema import NumberFormat

MAX_TEXT = 60


def parse_number(text: str, style: NumberFormat, places: int) -> Decimal:
    """Raises ValidationError with a message for the person when the text is not a number of this
    form.
    """
    if not style.decimal:
        return parse_amount(text, places=places)
    found = _expression(style).fullmatch(text) if len(text) <= MAX_TEXT else None
    if found is None:
        raise ValidationError(
            _("“%(text)s” is not a number of the form that the mapping states (%(example)s)."),
            params={"text": text[:40], "example": f"1{style.group}234{style.decimal}5"},
        )
    whole = found["whole"].replace(style.group, "") if style.group else found["whole"]
    return check_number(Decimal(f"{found['sign']}{whole}.{found['part'] or 0}"), places)


def check_number(number: Decimal, places: int) -> Decimal:
    """The number, if it fits an amount; ValidationError for 30 digits or too many decimals."""
    if not number.is_finite() or abs(number) >= 10**MAX_INTEGER_DIGITS:
        raise ValidationError(
            _("The number is too large; at most %(digits)s digits before the decimal mark."),
            params={"digits": MAX_INTEGER_DIGITS},
        )
    rounded = round(number, places)
    if rounded != number:
        raise ValidationError(
            _("“%(number)s” has more than %(places)s decimals."),
            params={"number": number, "places": places},
        )
    return rounded + 0  # no negative zero


@lru_cache(maxsize=32)
def _expression(style: NumberFormat) -> re.Pattern[str]:
    whole = r"[0-9]+"
    if style.group:
        whole = rf"[0-9]{{1,3}}(?:{re.escape(style.group)}[0-9]{{3}})+|[0-9]+"
    return re.compile(
        rf"(?P<sign>[+-]?)(?P<whole>{whole})(?:{re.escape(style.decimal)}(?P<part>[0-9]+))?"
    )
