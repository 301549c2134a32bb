"""From a cell to the value of a field. A text without one reading is a fault, never a guess."""

import datetime
import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, NamedTuple

from babel import Locale
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.normal import normal_phone, normal_website
from crm.common.currencies import country_choices
from exchange.mapping.dates import parse_date
from exchange.mapping.fields import FieldSpec, Type
from exchange.mapping.numbers import check_number, parse_number
from exchange.mapping.schema import ImportMapping
from exchange.readers import Cell

Value = str | int | bool | Decimal | datetime.date | tuple[str, ...]
Converter = Callable[[FieldSpec, Cell, ImportMapping], Value]
TRUE, FALSE = {"true", "yes", "ja", "1", "x"}, {"false", "no", "nej", "0"}


@dataclass(frozen=True, slots=True)
class ConversionError(Exception):
    """`known` holds the values that would have been understood, for naming the nearest."""

    code: str
    message: str
    known: tuple[str, ...] = ()


def cell_text(cell: Cell) -> str:
    """A cell as a person would type it; whole numbers without a decimal mark."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell if isinstance(cell, str) else cell.isoformat()


def convert(spec: FieldSpec, cell: Cell, mapping: ImportMapping) -> Value:
    """The field's value for a cell that is not empty. Raises ConversionError."""
    return converter_of(spec)(spec, cell, mapping)


def converter_of(spec: FieldSpec) -> Converter:
    if spec.type in TYPED:
        return TYPED[spec.type]
    reader = TEXTUAL.get(spec.type)
    return _text if reader is None else partial(_textual, reader)


def _text(spec: FieldSpec, cell: Cell, mapping: ImportMapping) -> str:
    text = cell if isinstance(cell, str) else cell_text(cell)
    if len(text) > spec.size and not spec.to:
        message = _("The text has %(count)d characters; %(limit)d is the most.")
        raise ConversionError("too_long", message % {"count": len(text), "limit": spec.size})
    return text


def _textual(
    reader: Callable[[FieldSpec, str], str], spec: FieldSpec, cell: Cell, mapping: ImportMapping
) -> str:
    return _text(spec, reader(spec, cell_text(cell)), mapping)


def _amount(spec: FieldSpec, cell: Cell, mapping: ImportMapping) -> Decimal:
    factor = mapping.multiply.get(spec.name, Decimal(1))
    try:
        if isinstance(cell, Decimal):
            written = cell
        else:
            written = parse_number(
                cell_text(cell), mapping.numbers, 12 if factor != 1 else spec.size
            )
        number = check_number(written * factor, spec.size)
    except ValidationError as error:
        raise ConversionError("number", error.messages[0]) from error
    if number < 0:
        raise ConversionError("number", _("The number is negative."))
    return number


def _integer(spec: FieldSpec, cell: Cell, mapping: ImportMapping) -> int:
    number = _amount(FieldSpec(spec.name, Type.AMOUNT, size=0), cell, mapping)
    if number > spec.size:
        message = _("The number is larger than %(limit)d.")
        raise ConversionError("number", message % {"limit": spec.size})
    return int(number)


def _date(spec: FieldSpec, cell: Cell, mapping: ImportMapping) -> datetime.date:
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    text = cell_text(cell)
    day = parse_date(text, mapping.dates)
    if day is None:
        message = _("“%(text)s” is not a date of the form %(pattern)s.")
        raise ConversionError("date", message % {"text": text[:40], "pattern": mapping.dates})
    return day


def _boolean(spec: FieldSpec, cell: Cell, mapping: ImportMapping) -> bool:
    text = cell_text(cell).casefold()
    if text not in TRUE | FALSE:
        raise ConversionError(
            "boolean", _("“%(text)s” is neither yes nor no.") % {"text": text[:40]}
        )
    return text in TRUE


def _path(spec: FieldSpec, cell: Cell, mapping: ImportMapping) -> tuple[str, ...]:
    return (cell_text(cell),)


def _email(spec: FieldSpec, text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        message = _("“%(text)s” is not an e-mail address.") % {"text": text[:80]}
        raise ConversionError("email", message) from error
    return text.lower()


def _url(spec: FieldSpec, text: str) -> str:
    try:
        return normal_website(text)
    except ValidationError as error:
        message = _("“%(text)s” is not a web address.") % {"text": text[:80]}
        raise ConversionError("url", message) from error


def _phone(spec: FieldSpec, text: str) -> str:
    """Kept as written; it must only be a number that can be dialled."""
    try:
        normal_phone(text)
    except ValidationError as error:
        raise ConversionError("phone", error.messages[0]) from error
    return text


class Names(NamedTuple):
    """`codes`: every spelling, case-folded, and what it means; `shown`: what may be told."""

    codes: dict[str, str]
    shown: tuple[str, ...]


def _names(pairs_in: Callable[[str], Iterable[tuple[str, str]]]) -> Names:
    """From the (name, code) of a language. Both languages and the codes are understood."""
    names: dict[str, str] = {}
    for language in ("sv", "en"):
        with translation.override(language):
            names |= {str(name): code for name, code in pairs_in(language)}
    codes = {code.casefold(): code for code in names.values()}
    return Names(codes | {name.casefold(): code for name, code in names.items()}, tuple(names))


def _choice(spec: FieldSpec, text: str) -> str:
    return _one_of(text, _choice_names(spec))


@lru_cache(maxsize=64)
def _choice_names(spec: FieldSpec) -> Names:
    def pairs(language: str) -> list[tuple[str, str]]:
        return [(label, code) for code, label in (spec.choices() if spec.choices else [])]

    return _names(pairs)


def _country(spec: FieldSpec, text: str) -> str:
    return _one_of(text, _countries())


@lru_cache(maxsize=1)
def _countries() -> Names:
    return _names(lambda language: [(name, code) for code, name in country_choices()])


def known_country(text: str) -> bool:
    """Whether the text is a country's name or code, in English or Swedish."""
    return text.casefold() in _countries().codes


def _two_letters(table: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, code) for code, name in table.items() if len(code) == 2 and code.isalpha()]


def _currency(spec: FieldSpec, text: str) -> str:
    return _one_of(text, _currencies())


@lru_cache(maxsize=1)
def _currencies() -> Names:
    codes = [str(code) for code in Locale.parse("en").currencies]
    return _names(lambda language: [(code, code) for code in codes])


def _language(spec: FieldSpec, text: str) -> str:
    return _one_of(text, _language_names())


@lru_cache(maxsize=1)
def _language_names() -> Names:
    return _names(lambda language: _two_letters(Locale.parse(language).languages))


def _time_zone(spec: FieldSpec, text: str) -> str:
    return _one_of(text, _time_zones())


@lru_cache(maxsize=1)
def _time_zones() -> Names:
    zones = sorted(zoneinfo.available_timezones())
    return _names(lambda language: [(zone, zone) for zone in zones])


def _one_of(text: str, names: Names) -> str:
    found = names.codes.get(text.casefold())
    if found is None:
        message = _("“%(text)s” is not known.") % {"text": text[:80]}
        raise ConversionError("unknown", message, names.shown)
    return found


TYPED: dict[Type, Converter] = {
    Type.AMOUNT: _amount,
    Type.INTEGER: _integer,
    Type.DATE: _date,
    Type.BOOLEAN: _boolean,
    Type.PATH: _path,
}
TEXTUAL: dict[Type, Callable[[FieldSpec, str], str]] = {
    Type.EMAIL: _email,
    Type.URL: _url,
    Type.PHONE: _phone,
    Type.CHOICE: _choice,
    Type.COUNTRY: _country,
    Type.CURRENCY: _currency,
    Type.LANGUAGE: _language,
    Type.TIME_ZONE: _time_zone,
}


def to_json(value: Value) -> Any:
    """Plain JSON for the staging table; the field's decoder puts the type back."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def decoder_of(spec: FieldSpec) -> Callable[[Any], Value] | None:
    """What makes a field's value of its JSON again; None when it is the same."""
    decoders: dict[Type, Callable[[Any], Value]] = {
        Type.AMOUNT: Decimal,
        Type.DATE: datetime.date.fromisoformat,
        Type.PATH: tuple,
    }
    return decoders.get(spec.type)
