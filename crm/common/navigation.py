"""The slot `nav`: each room puts its own entries into the side bar and the palette."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class NavItem:
    """`route` is a URL name; `keys` the shortcut after `g`; `shown_to` decides by the user.

    `query` is added to the address: `view=default` opens a list as the person wants it.
    """

    route: str
    label: str | Promise
    icon: str
    order: int
    keys: str = ""
    on_phone: bool = False
    shown_to: Callable[[Any], bool] = lambda user: True
    query: str = ""

    @cached_property
    def address(self) -> str:
        return reverse(self.route)

    @property
    def url(self) -> str:
        return f"{self.address}?{self.query}" if self.query else self.address


_items: list[NavItem] = []


def add(item: NavItem) -> None:
    if item not in _items:
        _items.append(item)
        _items.sort(key=lambda entry: entry.order)


def items_for(user: Any) -> list[NavItem]:
    return [item for item in _items if item.shown_to(user)]
