"""What can be found: rooms add their records and commands in `<room>/search.py`, called from
AppConfig.ready().
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Hit:
    """One line of an answer. `pk` is 0 for what is no record.

    With `sends`, a name and a value, it is no link: they are posted to the address.
    """

    kind: str
    pk: int
    label: str
    detail: str
    url: str
    icon: str
    score: float = 0
    sends: tuple[str, str] | None = None


@dataclass(frozen=True)
class RecordKind:
    """Records that are found by the words of their `search_key`.

    `rows(user)` is what the user may see, with what `detail(row)` shows beside the name.
    `by_number(text)`: a condition for what is typed as a number or an address, or None.
    `account` is the way to the organisation by which they are found, too.
    `route` is a record's page, `list_route` the list of all.
    """

    kind: str
    model: type[Model]
    label: str | Promise
    icon: str
    order: int
    rows: Callable[[Any], Rows]
    detail: Callable[[Any], str]
    route: str
    list_route: str
    by_number: Callable[[str], Q | None] = lambda text: None
    account: str = ""

    def more(self, text: str) -> str:
        """The address of the whole list narrowed by the text."""
        return f"{reverse(self.list_route)}?{urlencode({'q': text})}"


@dataclass(frozen=True)
class Command:
    """Something to do or a page to go to. `words` are further words by which it is found.

    With `sends`, a name and a value, the route is posted to; it is offered only to who asks.
    """

    route: str
    label: str | Promise
    icon: str
    words: Sequence[str | Promise] = field(default=())
    query: str = ""
    shown_to: Callable[[Any], bool] = lambda user: True
    sends: tuple[str, str] | None = None


Places = Callable[[Any, str], Sequence[Hit]]
"""User and text → what people have named themselves, such as their views."""

ACCOUNTS = "accounts"
_kinds: dict[str, RecordKind] = {}
_commands: dict[tuple[object, ...], Command] = {}
_places: dict[str, Places] = {}


def add(kind: RecordKind) -> None:
    _kinds[kind.kind] = kind


def add_command(command: Command) -> None:
    _commands[command.route, command.query, command.sends] = command


def add_places(name: str, places: Places) -> None:
    _places[name] = places


def kinds() -> list[RecordKind]:
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def kind_named(name: str) -> RecordKind | None:
    return _kinds.get(name)


def commands_for(user: Any) -> list[Command]:
    return [command for command in _commands.values() if command.shown_to(user)]


def places_named(user: Any, text: str) -> list[Hit]:
    return [hit for places in _places.values() for hit in places(user, text)]
