"""Addresses and numbers in the form in which they are compared; what cannot be one is refused."""

import re
from urllib.parse import urlsplit

import phonenumbers
import stdnum
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError as NumberError

from accounts.models import PointKind

_check_url = URLValidator(schemes=["http", "https"])


def normal_point(kind: str, text: str, country: str = "") -> str:
    return normal_email(text) if kind == PointKind.EMAIL else normal_phone(text, country)


def normal_email(text: str) -> str:
    """Case-folded, so that Eva@Akero.se and eva@akero.se are one address."""
    address = text.strip()
    validate_email(address)
    return address.casefold()


def normal_phone(text: str, country: str = "") -> str:
    """E.164, “+46184711000”. Without a + it is of `country`, else of the installation's."""
    try:
        number = phonenumbers.parse(text, country or settings.DEFAULT_COUNTRY)
    except phonenumbers.NumberParseException as error:
        raise _no_phone(text) from error
    if not phonenumbers.is_possible_number(number):
        raise _no_phone(text)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def written_phone(text: str, country: str = "") -> str:
    """As people read it: “018-471 10 00” at home, “+47 22 12 34 56” from abroad."""
    number = phonenumbers.parse(normal_phone(text, country), None)
    home = phonenumbers.country_code_for_region(settings.DEFAULT_COUNTRY) == number.country_code
    style = phonenumbers.PhoneNumberFormat
    return str(phonenumbers.format_number(number, style.NATIONAL if home else style.INTERNATIONAL))


def normal_vat_number(text: str, country: str = "") -> str:
    """With its country: “SE556036079301”. Checked where the rule of the country is known."""
    number = re.sub(r"[^0-9A-Za-z+*]", "", text).upper()
    if not number:
        return ""
    if not number[:2].isalpha():
        number = f"{country}{number}"
    if not _is_vat_number(number):
        raise ValidationError(_("“%(number)s” is not a VAT number.") % {"number": text[:40]})
    return number


def normal_website(text: str) -> str:
    """With its scheme and a lower-case host: “Akero.se/Om” becomes “https://akero.se/Om”."""
    address = text.strip()
    if not address:
        return ""
    if "://" not in address:
        address = f"https://{address}"
    _check_url(address)
    parts = urlsplit(address)
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()).geturl()


def _is_vat_number(number: str) -> bool:
    country = number[:2].lower()
    if country in eu_vat.MEMBER_STATES or country == "el":
        return bool(eu_vat.is_valid(number))
    module = stdnum.get_cc_module(country, "vat") if country.isalpha() else None
    if module is None:
        return 4 <= len(number) <= 20
    try:
        module.validate(number.removeprefix(country.upper()))
    except NumberError:
        return False
    return True


def _no_phone(text: str) -> ValidationError:
    return ValidationError(_("“%(number)s” is not a phone number.") % {"number": text[:40]})
