"""Named places on a lower room's page that higher rooms fill in their AppConfig.ready().

A filling is a template and a query `(user, record) → dataclass` (or None: nothing to show).
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SlotQuery = Callable[[Any, Any], object | None]


@dataclass(frozen=True)
class Filling:
    slot: str
    name: str
    template: str
    query: SlotQuery
    order: int = 100


_fillings: dict[str, list[Filling]] = defaultdict(list)


def fill(filling: Filling) -> None:
    others = [other for other in _fillings[filling.slot] if other.name != filling.name]
    _fillings[filling.slot] = sorted([*others, filling], key=lambda item: (item.order, item.name))


def fillings(slot: str) -> list[Filling]:
    return list(_fillings[slot])
