"""What one history context did to the tables, and how the rows before it come back.

The snapshots never leave the database: 10 rows and 10,000 take the same statements.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models

from crm.common.bulk import CHUNK, hurry_triggers
from crm.common.history import event_models


@dataclass(frozen=True)
class TableChange:
    """What one context did to one table: the rows it made, the snapshots before it, and its last
    ones, each by the row's key and as a key of the history table.
    """

    model: type[models.Model]
    made: list[int]
    before: dict[int, int]
    last: dict[int, int]

    @property
    def pks(self) -> list[int]:
        return list(self.last)


def changes_of(context_id: uuid.UUID) -> list[TableChange]:
    found = []
    for model, event_model in event_models().items():
        rows = event_model._default_manager.filter(pgh_context_id=context_id).order_by("pgh_id")
        first: dict[int, int] = {}
        last: dict[int, int] = {}
        made = []
        for event, pk, label in rows.values_list("pgh_id", "pgh_obj_id", "pgh_label"):
            if pk not in first and label == "insert":
                made.append(pk)
            first.setdefault(pk, event)
            last[pk] = event
        if last:
            changed = {pk: first[pk] for pk in set(first) - set(made)}
            found.append(TableChange(model, made, _snapshots_before(event_model, changed), last))
    return found


def number_of_changes(context_id: uuid.UUID) -> int:
    """How many rows of history the context wrote."""
    return sum(
        event_model._default_manager.filter(pgh_context_id=context_id).count()
        for event_model in event_models().values()
    )


def restore(change: TableChange, at: datetime) -> None:
    """Take back what the context made, and give all other rows their old values."""
    hurry_triggers()
    born = change.model._base_manager.filter(pk__in=change.made)
    if has_field(change.model, "deleted_at"):
        born.update(deleted_at=at)
    else:
        born._raw_delete(born.db)
    if change.before:
        _return_removed(change)
        _write_back(change)


def has_field(model: type[models.Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _snapshots_before(event_model: Any, first: dict[int, int]) -> dict[int, int]:
    """The newest snapshot of each row that is older than its first one in the context."""
    if not first:
        return {}
    table = event_model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT ON (old.pgh_obj_id) old.pgh_obj_id, old.pgh_id "  # noqa: S608 - a model's table
            f'FROM unnest(%s::bigint[], %s::bigint[]) AS first(obj, id) JOIN "{table}" AS old '
            "ON old.pgh_obj_id = first.obj AND old.pgh_id < first.id "
            "ORDER BY old.pgh_obj_id, old.pgh_id DESC",
            [list(first), list(first.values())],
        )
        return dict(cursor.fetchall())


def _columns(model: type[models.Model]) -> list[Any]:
    """The columns that history keeps, without the primary key."""
    kept = {item.attname for item in event_models()[model]._meta.concrete_fields}
    fields = model._meta.concrete_fields
    return [field for field in fields if field.attname in kept and not field.primary_key]


def _write_back(change: TableChange) -> None:
    meta, history = change.model._meta, event_models()[change.model]._meta
    key: Any = meta.pk
    news = ", ".join(f'"{one.column}" = old."{one.column}"' for one in _columns(change.model))
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{meta.db_table}" AS row SET {news} FROM "{history.db_table}" AS old '  # noqa: S608 - names of models
            f'WHERE old.pgh_id = ANY(%s) AND row."{key.column}" = old.pgh_obj_id',
            [list(change.before.values())],
        )


def _return_removed(change: TableChange) -> None:
    """Rows that were removed come back with their keys."""
    model = change.model
    present = model._base_manager.filter(pk__in=change.before).values_list("pk", flat=True)
    events = [change.before[pk] for pk in set(change.before) - set(present)]
    if not events:
        return
    names = [field.attname for field in _columns(model)]
    snapshots = event_models()[model]._default_manager.filter(pgh_id__in=events)
    rows = snapshots.values_list("pgh_obj_id", *names)
    returned = [model(pk=pk, **dict(zip(names, values, strict=True))) for pk, *values in rows]
    model._base_manager.bulk_create(returned, batch_size=CHUNK)
