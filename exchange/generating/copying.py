"""Rows into a table by COPY, as tuples of the columns that the generator knows."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import pghistory.trigger
import pgtrigger
from django.db import connection
from django.db.models import AutoField, GeneratedField, Model

from crm.common.bulk import copy_rows
from exchange.importing.staging import reserve


class Target:
    """A table and the columns (attribute names) that rows give; the others have their defaults."""

    def __init__(self, model: type[Model], *names: str) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        rest = [
            field
            for name, field in fields.items()
            if name not in names and not isinstance(field, GeneratedField | AutoField)
        ]
        self.table = model._meta.db_table
        columns = [fields[name].column for name in names] + [field.column for field in rest]
        quoted = ", ".join(f'"{column}"' for column in columns)
        self.target = f'"{self.table}" ({quoted})'
        self.rest = [field.get_default() for field in rest]

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        with connection.cursor() as cursor:  # COPY is not seen by what keeps the triggers still
            cursor.execute(f'LOCK TABLE "{self.table}" IN ROW EXCLUSIVE MODE')
        copy_rows(self.target, ([*row, *self.rest] for row in rows))


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
