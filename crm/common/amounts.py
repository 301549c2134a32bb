"""Amounts as people type and paste them, read without guessing.

Both "," and "." are understood as the decimal mark. What could be read in two ways is refused
with a message that shows both readings, never taken one way in silence.
"""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_INTEGER_DIGITS = 15

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']")
_MINUS_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-"})
_PLAIN = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]+)(?:[.,](?P<part>[0-9]+))?")
_SPACE_GROUPS = re.compile(r"[+-]?[0-9]{1,3}(?:[\s\u00a0\u202f\u2009'][0-9]{3})+(?:[.,][0-9]+)?")
_MARK_GROUPS = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>[1-9][0-9]{0,2}(?P<mark>[.,])[0-9]{3}(?:(?P=mark)[0-9]{3})*)"
    r"(?:(?!(?P=mark))[.,](?P<part>[0-9]+))?"
)


def parse_amount(text: str, *, places: int = 2) -> Decimal:
    """An amount of money with at most `places` decimals.

    “1234,5”, “1 234,50”, “1,234.50”, “1.234,50” and “1.234.567” are read. “1,234” is refused, for
    it is 1234 to some and 1.234 to others. Raises ValidationError with a message for the person.
    """
    written = text.strip().translate(_MINUS_SIGNS)
    marks = _MARK_GROUPS.fullmatch(written)
    if marks and written.count(marks["mark"]) == 1 and not marks["part"]:
        raise _ambiguous(written, marks["mark"])
    if marks:
        digits = marks["whole"].replace(marks["mark"], "")
        return _checked(marks["sign"], digits, marks["part"], places)
    return parse_decimal(text, places=places)


def parse_decimal(text: str, *, places: int) -> Decimal:
    """A number in which a single "," or "." is always the decimal mark: a rate, “10,234”."""
    written = text.strip().translate(_MINUS_SIGNS)
    if _SPACE_GROUPS.fullmatch(written):
        written = _SPACES.sub("", written)
    plain = _PLAIN.fullmatch(written)
    if plain is None:
        raise ValidationError(
            _("“%(text)s” is not a number. Write it like 1234.50 or 1234,50."),
            code="not_a_number",
            params={"text": text.strip()[:40]},
        )
    return _checked(plain["sign"], plain["whole"], plain["part"], places)


def _checked(sign: str, whole: str, part: str | None, places: int) -> Decimal:
    decimals = part or ""
    if len(whole.lstrip("0")) > MAX_INTEGER_DIGITS:
        raise ValidationError(
            _("The number is too large; at most %(digits)s digits before the decimal mark."),
            code="too_large",
            params={"digits": MAX_INTEGER_DIGITS},
        )
    if decimals[places:].strip("0"):
        raise ValidationError(
            _("Write at most %(places)s decimals."), code="decimals", params={"places": places}
        )
    return Decimal(f"{sign}{whole}.{decimals[:places]}") + 0  # no negative zero


def _ambiguous(written: str, mark: str) -> ValidationError:
    return ValidationError(
        _("“%(text)s” can be read in two ways. Write thousands without a mark: %(thousands)s."),
        code="ambiguous",
        params={"text": written, "thousands": written.replace(mark, "")},
    )
