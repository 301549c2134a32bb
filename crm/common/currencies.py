"""Currencies and countries by their ISO codes; names come from CLDR, in the reader's language."""

from functools import cache
from typing import Any

from babel import Locale
from babel.numbers import get_territory_currencies
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crm.common.sorting import folded


def locale() -> Locale:
    """Babel's locale of the language in force; regional habits are those of Sweden and of
    international English.
    """
    return Locale.parse({"sv": "sv_SE"}.get(get_language() or "en", "en_GB"))


def base_currency() -> str:
    return str(settings.BASE_CURRENCY)


def check_currency(code: str) -> None:
    if code not in Locale.parse("en").currencies:
        raise ValidationError(_("%(code)s is not a currency code."), params={"code": code})


def check_country(code: str) -> None:
    if len(code) != 2 or code not in Locale.parse("en").territories:
        raise ValidationError(_("%(code)s is not a country code."), params={"code": code})


def country_name(code: str) -> str:
    return str(locale().territories.get(code, code)) if code else ""


def country_choices() -> list[tuple[str, str]]:
    """(code, name) of every country, in the order of the reader's language."""
    return list(_countries(str(locale())))


@cache
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language).territories.items()
    countries = [
        (code, name)
        for code, name in names
        if len(code) == 2 and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB"}
    ]
    return tuple(sorted(countries, key=lambda item: folded(item[1])))


def currency_choices() -> list[tuple[str, str]]:
    """(code, “SEK – Swedish Krona”) of the money in use today, the base currency first."""
    names = locale().currencies
    codes = [base_currency(), *sorted(_money_of_today() - {base_currency()})]
    return [(code, f"{code} – {names.get(code, code)}") for code in codes]


@cache
def _money_of_today() -> frozenset[str]:
    lands = Locale.parse("en").territories
    return frozenset(code for land in lands for code in get_territory_currencies(str(land)))


def language_name(code: str) -> str:
    return str(locale().languages.get(code, code)) if code else ""


def language_choices() -> list[tuple[str, str]]:
    """(ISO 639-1 code, name) of every language, in the order of the reader's language."""
    names = [(code, name) for code, name in locale().languages.items() if len(code) == 2]
    return sorted(names, key=lambda item: folded(item[1]))


def currency_field(**options: Any) -> "models.CharField[str, str]":
    return models.CharField(
        options.pop("verbose_name", _("currency")),
        max_length=3,
        default=base_currency,
        validators=[check_currency],
        **options,
    )
