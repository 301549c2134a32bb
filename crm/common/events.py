"""News between rooms: a lower room publishes a frozen dataclass, higher rooms subscribe in their
AppConfig.ready().

Handlers run at once, in the publisher's transaction, and only write rows.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

Event = TypeVar("Event")

_handlers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event_type: type[Event], handler: Callable[[Event], None]) -> None:
    if handler not in _handlers[event_type]:
        _handlers[event_type].append(handler)


def publish(event: object) -> None:
    """Hand the event to its subscribers.

    Only inside a transaction: news of a change that may vanish is no news.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} was published outside a transaction.")
    for handler in _handlers[type(event)]:
        handler(event)
