"""How amounts, numbers and dates are written for people, in each of the program's languages.

Nothing here uses a float: values come as Decimal (or int), are rounded once, half to even, and
are then written by the rules of the language. Thousands are parted by a no-break space in Swedish
and a comma in English; a number and what follows it (a currency, a percent sign, a unit) never
break over two lines. Money is written with its ISO code after the amount in both languages
(“10,005,534 USD”, “10 005 534 USD”), because a "$" or "kr" does not say which one.

The language is always an argument: the same report goes to two people in two languages.
"""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache, lru_cache

from babel import Locale, dates, numbers
from django.utils import translation
from django.utils.translation import ngettext

NBSP = "\u00a0"
MINUS = "\u2212"
NOTHING = "–"
"""What stands where there is no value."""

_LOCALES = {"en": "en_GB", "sv": "sv_SE"}
_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_THOUSAND = Decimal(1000)

# Suffixes for thousands, millions and billions. Swedish has its own for kronor.
_COMPACT = {
    "en": ("k", "M", "B"),
    "sv": (f"{NBSP}tn", f"{NBSP}mn", f"{NBSP}md"),
}
_COMPACT_KRONOR = (f"{NBSP}tkr", f"{NBSP}mkr", f"{NBSP}mdkr")


@cache
def locale_of(language: str) -> Locale:
    """The rules for writing a language; English (with day before month) when it is unknown."""
    return Locale.parse(_LOCALES.get(language.split("-")[0].lower(), "en_GB"))


def rounded(value: Decimal | int, places: int) -> Decimal:
    """Half to even, without the limit of 28 digits that the default context has."""
    return _EXACT.quantize(Decimal(value), Decimal(1).scaleb(-places))


def format_number(
    value: Decimal | int, language: str, *, places: int = 0, signed: bool = False
) -> str:
    """“1,234.50” or “1 234,50”; `signed` puts a plus before what is above zero."""
    exact = rounded(value, places)
    symbols = locale_of(language).number_symbols["latn"]
    digits = f"{exact.copy_abs():,f}".translate(
        {ord(","): symbols["group"], ord("."): symbols["decimal"]}
    )
    return _sign(exact, signed=signed) + digits


def currency_places(currency: str) -> int:
    """The number of decimals of a currency: 2 for SEK, 0 for JPY."""
    return numbers.get_currency_precision(currency)


def money_places(amounts: Iterable[Decimal | None], currency: str) -> int:
    """The decimals of a column of these amounts: none where all of them are whole."""
    places = currency_places(currency)
    exact = (rounded(amount, places) for amount in amounts if amount is not None)
    return 0 if all(amount == amount.to_integral_value() for amount in exact) else places


def format_money(
    amount: Decimal, currency: str, language: str, *, places: int | None = None
) -> str:
    """“1,234.50 USD”; without `places` decimals are left out when there are none to show."""
    if places is None:
        places = money_places([amount], currency)
    return f"{format_number(amount, language, places=places)}{NBSP}{currency}"


def format_compact_money(amount: Decimal, currency: str, language: str) -> str:
    """For cards and axes: “1.3M USD”, “240k SEK”; “1,3 mkr”, “240 tkr”, “1,3 mn USD”."""
    number, power = _compact(amount, language)
    swedish_kronor = currency == "SEK" and locale_of(language).language == "sv"
    if swedish_kronor:
        return number + (_COMPACT_KRONOR[power - 1] if power else f"{NBSP}kr")
    return f"{number}{_suffix(power, language)}{NBSP}{currency}"


def format_compact(value: Decimal | int, language: str) -> str:
    """A compact amount whose unit is said elsewhere: “1.3M”, “240k”; “1,3 mn”, “240 tn”."""
    number, power = _compact(value, language)
    return number + _suffix(power, language)


def format_percent(share: Decimal, language: str, *, places: int = 1, signed: bool = False) -> str:
    """A share of one: 0.628 is “62.8%” or “62,8 %”."""
    number = format_number(share * 100, language, places=places, signed=signed)
    return f"{number}{NBSP}%" if locale_of(language).language == "sv" else f"{number}%"


def relative_change(current: Decimal, before: Decimal) -> Decimal | None:
    """The change as a share of what was before; None when there was nothing to compare with."""
    return (current - before) / abs(before) if before else None


def format_relative_change(change: Decimal, language: str) -> str:
    """“+18%”, “−4%”, “±0%”; a change of less than one percent keeps a decimal: “+0.4%”."""
    small = abs(change) < Decimal("0.01")
    places = 1 if small and rounded(change, 3) else 0
    text = format_percent(change, language, places=places, signed=True)
    return text if rounded(change, places + 2) else f"±{text}"


def format_points(change: Decimal, language: str) -> str:
    """A difference between two shares, in percentage points and without the unit: “+4.2”."""
    return format_number(change * 100, language, places=1, signed=True)


@lru_cache(maxsize=4096)
def format_days(days: Decimal | int, language: str, *, signed: bool = False) -> str:
    """“1 day”, “12.5 days”, “1 dag”, “12,5 dagar”."""
    exact = rounded(days, 1)
    whole = exact == exact.to_integral_value()
    number = format_number(exact, language, places=0 if whole else 1, signed=signed)
    with translation.override(language):
        text = ngettext("%(number)s day", "%(number)s days", 1 if abs(exact) == 1 else 2)
    return (text % {"number": number}).replace(" ", NBSP)


def format_date(day: date) -> str:
    """For tables, the same in every language: “2017-06-15”."""
    return day.isoformat()


def format_long_date(day: date, language: str) -> str:
    """For running text: “15 June 2017”, “15 juni 2017”."""
    return str(dates.format_date(day, "d MMMM y", locale=locale_of(language)))


def format_month(month: date, language: str) -> str:
    """“June 2017”, “juni 2017”."""
    return str(dates.format_date(month, "LLLL y", locale=locale_of(language)))


def format_short_month(month: date, language: str) -> str:
    """For axes: “Jun”, “juni”, “aug”."""
    return str(dates.format_date(month, "LLL", locale=locale_of(language))).rstrip(".")


def format_instant(instant: datetime, zone: tzinfo) -> str:
    """When something happened, on the reader's clock: “2017-07-01 07:00”."""
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def sentence(text: str) -> str:
    """With a capital first letter, for “juni 2017” at the start of a sentence or a title."""
    return text[:1].upper() + text[1:]


def _sign(value: Decimal, *, signed: bool) -> str:
    if value < 0:
        return MINUS
    return "+" if signed and value > 0 else ""


def _compact(value: Decimal | int, language: str) -> tuple[str, int]:
    """The digits to show and the power of a thousand that they count."""
    exact, power = Decimal(value), 0
    while power < 3 and rounded(exact.copy_abs(), _compact_places(exact, power)) >= _THOUSAND:
        exact, power = _EXACT.divide(exact, _THOUSAND), power + 1
    places = _compact_places(exact, power)
    short = rounded(exact, places)
    if short == short.to_integral_value():
        places = 0
    return format_number(short, language, places=places), power


def _compact_places(value: Decimal, power: int) -> int:
    """Two or three digits are enough: 1.3M and 24.1M, but 240M; 9.5k, but 24k."""
    if power == 0:
        return 0
    return 1 if abs(value) < (10 if power == 1 else 100) else 0


def _suffix(power: int, language: str) -> str:
    return _COMPACT[locale_of(language).language][power - 1] if power else ""
