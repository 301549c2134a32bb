"""A person's recent changes, told by the records they touched."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.urls import NoReverseMatch, reverse
from pghistory.models import Context

from crm.common.history import event_models
from crm.common.keyset import Page, page
from crm.common.models import Record, RecordQuerySet, Route, all_rows

NAMED = 3


@dataclass(frozen=True)
class ChangedRecord:
    kind: str
    name: str
    url: str


@dataclass
class Change:
    """One history context; `records` names the first few of `total` records it touched."""

    context_id: uuid.UUID
    at: datetime
    route: str
    total: int = 0
    records: list[ChangedRecord] = field(default_factory=list)


def recent_changes(user: Any, cursor: str) -> tuple[list[Change], Page[Context]]:
    """A page of the user's own changes, newest first; the number of queries does not grow."""
    contexts = Context.objects.filter(metadata__user=user.pk)
    found = page(contexts, ["-created_at", "-id"], cursor)
    changes = {row.pk: Change(row.pk, row.created_at, _route(row)) for row in found.rows}
    for model, event_model in event_models().items():
        if issubclass(model, Record):
            _add(changes, model, event_model, user)
    return list(changes.values()), found


def _route(context: Context) -> str:
    route = context.metadata.get("route", "")
    return str(Route(route).label) if route in Route.values else route


def _add(
    changes: dict[uuid.UUID, Change],
    model: type[models.Model],
    event_model: type[models.Model],
    user: Any,
) -> None:
    events = event_model._default_manager.filter(pgh_context_id__in=changes)
    touched: dict[uuid.UUID, set[int]] = defaultdict(set)
    for context_id, pk in events.values_list("pgh_context_id", "pgh_obj_id").distinct():
        touched[context_id].add(pk)
    wanted = {pk for pks in touched.values() for pk in sorted(pks)[:NAMED]}
    names = {row.pk: row for row in _visible(model, user).filter(pk__in=wanted)}
    for context_id, pks in touched.items():
        changes[context_id].total += len(pks)
        changes[context_id].records += [
            _named(names[pk]) for pk in sorted(pks)[:NAMED] if pk in names
        ]


def _visible(model: type[models.Model], user: Any) -> models.QuerySet[Any]:
    rows = all_rows(model)
    return rows.visible_to(user) if isinstance(rows, RecordQuerySet) else rows.none()


def _named(record: models.Model) -> ChangedRecord:
    meta = record._meta
    try:
        url = reverse(f"{meta.app_label}:{meta.model_name}_detail", args=[record.pk])
    except NoReverseMatch:
        url = ""
    gone = getattr(record, "deleted_at", None) is not None
    return ChangedRecord(str(meta.verbose_name), str(record), "" if gone else url)
