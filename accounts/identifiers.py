"""Organisation numbers in one form, whatever way they are typed."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.se import orgnr

MAX_LENGTH = 20


def normal_org_number(text: str) -> str:
    """Letters and digits only, so that “556036-0793” and “5560360793” are one number."""
    compact = re.sub(r"[^0-9A-Za-z]", "", text).upper()
    if len(compact) == 12 and compact.startswith("16") and orgnr.is_valid(compact[2:]):
        return compact[2:]
    return compact


def check_org_number(text: str, country: str) -> str:
    """The number in its one form. Raises ValidationError when a Swedish one has a wrong check
    digit.
    """
    number = normal_org_number(text)
    if not number or len(number) > MAX_LENGTH:
        raise ValidationError(
            _("“%(number)s” is not an organisation number.") % {"number": text[:40]}
        )
    if country in {"", "SE"} and re.fullmatch(r"\d{10}", number) and not orgnr.is_valid(number):
        raise ValidationError(
            _("“%(number)s” is not a Swedish organisation number: its check digit does not fit.")
            % {"number": text[:40]}
        )
    return number
