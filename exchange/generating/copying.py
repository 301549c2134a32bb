"""Keys for the generated rows, and a history that does not write them down."""

from contextlib import AbstractContextManager
from typing import Any

import pghistory.trigger
import pgtrigger
from django.db.models import Model

from exchange.importing.staging import reserve


def reserved(model: type[Model], count: int) -> list[int]:
    """Keys for new rows, in order."""
    return reserve(model._meta.db_table, count)


def history_keeps_still() -> AbstractContextManager[None]:
    """No rows of history are written in the block; other triggers do their work."""
    registered = pgtrigger.registered()
    history = [trigger.get_uri(model) for model, trigger in registered if _is_history(trigger)]
    ignored: AbstractContextManager[None] = pgtrigger.ignore(*history)
    return ignored


def _is_history(trigger: Any) -> bool:
    return isinstance(trigger, pghistory.trigger.Event)
