"""What stands behind an operator: read strictly from the address, and from the builder's form."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm.common.amounts import parse_decimal
from crm.common.formats import format_date, format_number
from crm.common.lists.conditions import Reader
from crm.common.lists.where.periods import MOST_DAYS, PERIODS
from crm.common.record_keys import key_in

Label: TypeAlias = str | Promise
Json: TypeAlias = Any

ME = "me"
LONGEST_TEXT = 200
MOST_CHOICES = 50
OFFERED = 1000
"""Records that the builder offers to choose from, beside those that are chosen."""

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,4})?")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class ImpossibleError(Exception):
    """A condition that cannot be: an unknown field or operator, or a value of the wrong kind."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Option:
    value: str
    label: Label


class Operand:
    """`widget` names the template of its input."""

    widget = ""

    def read(self, value: Json, reader: Reader) -> Any:
        """What the operator works with. Raises ImpossibleError."""
        raise NotImplementedError

    def words(self, value: Any) -> Sequence[str]:
        """Texts for the gaps of the operator's label."""
        raise NotImplementedError

    def sent(self, values: list[str]) -> Json:
        """The form's inputs as they stand in the address. Raises ImpossibleError."""
        return values[0].strip() if values else ""

    def options(self, reader: Reader, chosen: Collection[str]) -> Iterable[Option]:
        """What can be chosen; `chosen` is among it, where the reader may have it."""
        return ()


class Nothing(Operand):
    def read(self, value: Json, reader: Reader) -> Any:
        if value is not None:
            raise ImpossibleError(_("This condition takes no value."))

    def words(self, value: Any) -> Sequence[str]:
        return ()

    def sent(self, values: list[str]) -> Json:
        return None


class Text(Operand):
    widget = "text"

    def read(self, value: Json, reader: Reader) -> str:
        if not isinstance(value, str) or _UNSTORABLE.search(value):
            raise ImpossibleError(_("A text is expected."))
        if not 0 < len(value.strip()) <= LONGEST_TEXT:
            raise ImpossibleError(_("Enter a text of at most 200 characters."))
        return value.strip()

    def words(self, value: str) -> Sequence[str]:
        return (f"“{value}”",)


class Number(Operand):
    widget = "number"

    def read(self, value: Json, reader: Reader) -> Decimal:
        text = str(value) if type(value) is int else value
        if not isinstance(text, str) or not _NUMBER.fullmatch(text):
            raise ImpossibleError(_("Enter a number."))
        return Decimal(text)

    def words(self, value: Decimal) -> Sequence[str]:
        exponent = value.normalize().as_tuple().exponent
        places = max(0, -int(exponent))
        return (format_number(value, get_language() or "en", places=places),)

    def sent(self, values: list[str]) -> Json:
        try:
            return f"{parse_decimal(values[0] if values else '', places=4):f}"
        except ValidationError as error:
            raise ImpossibleError(error.messages[0]) from error


class Day(Operand):
    widget = "date"

    def read(self, value: Json, reader: Reader) -> date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise ImpossibleError(_("Enter a date."))
        try:
            day = date.fromisoformat(value)
        except ValueError as error:
            raise ImpossibleError(_("Enter a date.")) from error
        if not 1900 <= day.year <= 2200:
            raise ImpossibleError(_("Enter a date between 1900 and 2200."))
        return day

    def words(self, value: date) -> Sequence[str]:
        return (format_date(value),)


class Days(Operand):
    widget = "days"

    def read(self, value: Json, reader: Reader) -> int:
        if type(value) is not int or not 0 <= value <= MOST_DAYS:
            raise ImpossibleError(_("Enter a number of days between 0 and 9,999."))
        return value

    def words(self, value: int) -> Sequence[str]:
        return (str(value),)

    def sent(self, values: list[str]) -> Json:
        text = values[0].strip() if values else ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else text


class Pair(Operand):
    """Two of a kind, both included."""

    def __init__(self, one: Operand) -> None:
        self.one, self.widget = one, f"{one.widget}s"

    def read(self, value: Json, reader: Reader) -> tuple[Any, Any]:
        if not isinstance(value, list) or len(value) != 2:
            raise ImpossibleError(_("Enter both ends."))
        first, last = (self.one.read(end, reader) for end in value)
        if first > last:
            raise ImpossibleError(_("The first value is greater than the second."))
        return first, last

    def words(self, value: tuple[Any, Any]) -> Sequence[str]:
        return [word for end in value for word in self.one.words(end)]

    def sent(self, values: list[str]) -> Json:
        return [self.one.sent([value]) for value in values[:2]]


class Period(Operand):
    widget = "select"

    def read(self, value: Json, reader: Reader) -> str:
        if not isinstance(value, str) or value not in PERIODS:
            raise ImpossibleError(_("Choose a period."))
        return value

    def words(self, value: str) -> Sequence[str]:
        return (str(PERIODS[value][0]),)

    def options(self, reader: Reader, chosen: Collection[str]) -> Iterable[Option]:
        return [Option(name, label) for name, (label, _span, _step) in PERIODS.items()]


Choices: TypeAlias = Sequence[tuple[str, Label]] | Callable[[], Sequence[tuple[str, Label]]]


class Several(Operand):
    """Some of a fixed set of choices."""

    widget = "choices"

    def __init__(self, choices: Choices) -> None:
        self._choices = choices

    @property
    def choices(self) -> Mapping[str, Label]:
        found = self._choices() if callable(self._choices) else self._choices
        return {str(value): label for value, label in found}

    def read(self, value: Json, reader: Reader) -> list[str]:
        chosen = some(value)
        if not all(isinstance(item, str) for item in chosen) or set(chosen) - set(self.choices):
            raise ImpossibleError(_("This choice does not exist."))
        return chosen

    def words(self, value: list[str]) -> Sequence[str]:
        return (", ".join(str(self.choices[item]) for item in value),)

    def sent(self, values: list[str]) -> Json:
        return values

    def options(self, reader: Reader, chosen: Collection[str]) -> Iterable[Option]:
        return [Option(value, label) for value, label in self.choices.items()]


@dataclass(frozen=True)
class Chosen:
    """Primary keys, and what the records are called."""

    pks: Sequence[int]
    names: Sequence[str]


class Records(Operand):
    """Some records of those that the reader may see; `me` is the reader's own."""

    widget = "choices"

    def __init__(self, rows: Callable[[Any], "QuerySet[Any]"], *, me: bool = False) -> None:
        self.rows, self.me = rows, me

    def read(self, value: Json, reader: Reader) -> Chosen:
        chosen = some(value)
        own = [item for item in chosen if item == ME and self.me]
        pks = [item for item in chosen if type(item) is int and 0 < item < 2**63]
        if len(own) + len(pks) != len(chosen):
            raise ImpossibleError(_("This choice does not exist."))
        found = {row.pk: str(row) for row in self.rows(reader.user).filter(pk__in=pks)}
        if set(pks) - set(found):
            raise ImpossibleError(_("This choice does not exist."))
        mine = [reader.user.pk] if own else []
        names = [str(_("me"))] if own else []
        return Chosen([*mine, *found], [*names, *found.values()])

    def words(self, value: Chosen) -> Sequence[str]:
        return (", ".join(value.names),)

    def sent(self, values: list[str]) -> Json:
        return [value if (pk := key_in(value)) is None else pk for value in values]

    def options(self, reader: Reader, chosen: Collection[str]) -> Iterable[Option]:
        mine = [Option(ME, _("me"))] if self.me else []
        rows = self.rows(reader.user)
        offered = {str(row.pk): str(row) for row in rows[:OFFERED]}
        if more := [pk for text in chosen if text not in offered and (pk := key_in(text))]:
            offered |= {str(row.pk): str(row) for row in rows.filter(pk__in=more)}
        return [*mine, *(Option(pk, name) for pk, name in offered.items())]


def some(value: Json) -> list[Any]:
    """A list of one or more different values."""
    if not isinstance(value, list) or not value:
        raise ImpossibleError(_("Choose at least one."))
    if len(value) > MOST_CHOICES:
        raise ImpossibleError(_("Choose at most 50."))
    if not all(isinstance(item, str | int) for item in value) or len(set(value)) != len(value):
        raise ImpossibleError(_("This choice does not exist."))
    return value
