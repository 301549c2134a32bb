"""The one undo: it puts back the rows of a history context, whatever door made the change.

Rows that the context made are marked deleted (or removed, where a table has no such mark), changed
rows get their old values, removed rows return. It refuses, naming them, when somebody changed the
rows since.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from crm.common.errors import BusinessRuleError
from crm.common.events import publish
from crm.common.history import event_models, history_context
from crm.common.models import RecordQuerySet, Route, all_rows

NAMED = 5


@dataclass(frozen=True)
class ChangesUndone:
    """All rows of one context were put back. `records` maps a model label to primary keys."""

    context_id: uuid.UUID
    by: int
    at: datetime
    records: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class TableChange:
    """What one context did to one table: rows it made, the snapshots before it, and its last
    snapshots.
    """

    model: type[models.Model]
    made: list[int]
    before: dict[int, Any]
    last: dict[int, Any]

    @property
    def pks(self) -> list[int]:
        return list(self.last)

    @property
    def fields(self) -> list[str]:
        """The columns that history keeps, without the primary key."""
        if not self.last:
            return []
        kept = {item.attname for item in next(iter(self.last.values()))._meta.concrete_fields}
        return [
            item.attname
            for item in self.model._meta.concrete_fields
            if item.attname in kept and not item.primary_key
        ]


@transaction.atomic
def undo(context_id: uuid.UUID, *, by: Any, at: datetime) -> ChangesUndone:
    """Put back every row that the context changed, as one change of its own that can be undone
    too.

    Raises BusinessRuleError when there is nothing to undo, when rows were changed since, are in
    use by newer ones, or are not the user's to change.
    """
    changes = changes_of(context_id)
    if not changes:
        raise BusinessRuleError(_("There is nothing to undo."))
    for change in changes:
        _lock(change)
        _refuse_foreign(change, by)
        _refuse_changed_since(change)
        _refuse_still_used(change, context_id)
    with history_context(by=by, route=Route.UNDO, undoes=str(context_id)):
        for change in changes:
            _restore(change, at)
    records = {change.model._meta.label: change.pks for change in changes}
    event = ChangesUndone(context_id, by.pk, at, records)
    publish(event)
    return event


def changes_of(context_id: uuid.UUID) -> list[TableChange]:
    found = []
    for model, event_model in event_models().items():
        rows = event_model._default_manager.filter(pgh_context_id=context_id).order_by("pgh_id")
        first: dict[int, Any] = {}
        last: dict[int, Any] = {}
        for row in rows:
            first.setdefault(row.pgh_obj_id, row)
            last[row.pgh_obj_id] = row
        if last:
            made = [pk for pk, row in first.items() if row.pgh_label == "insert"]
            before = _snapshots_before(event_model, context_id, set(first) - set(made))
            found.append(TableChange(model, made, before, last))
    return found


def _snapshots_before(event_model: Any, context_id: uuid.UUID, pks: set[int]) -> dict[int, Any]:
    events = event_model._default_manager
    first = events.filter(pgh_context_id=context_id, pgh_obj_id=OuterRef("pgh_obj_id"))
    first_id = Subquery(first.order_by("pgh_id").values("pgh_id")[:1])
    rows = (
        events.filter(pgh_obj_id__in=pks, pgh_id__lt=first_id)
        .order_by("pgh_obj_id", "-pgh_id")
        .distinct("pgh_obj_id")
    )
    return {row.pgh_obj_id: row for row in rows}


def _lock(change: TableChange) -> None:
    rows = change.model._base_manager.filter(pk__in=change.pks).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def _refuse_foreign(change: TableChange, by: Any) -> None:
    """The right to change these rows may have gone since they were changed."""
    rows = all_rows(change.model)
    if not isinstance(rows, RecordQuerySet):  # a key that was revoked stays so
        raise BusinessRuleError(_("This cannot be undone."))
    existing = rows.filter(pk__in=change.pks)
    allowed = rows.editable_by(by).filter(pk__in=change.pks)
    if existing.values("pk").distinct().count() != allowed.values("pk").distinct().count():
        raise BusinessRuleError(_("You may no longer change some of these records."))


def _refuse_changed_since(change: TableChange) -> None:
    event_model = event_models()[change.model]
    newest = (
        event_model._default_manager.filter(pgh_obj_id__in=change.pks)
        .order_by("pgh_obj_id", "-pgh_id")
        .distinct("pgh_obj_id")
        .values_list("pgh_obj_id", "pgh_id")
    )
    changed = [pk for pk, event in newest if event != change.last[pk].pgh_id]
    if changed:
        raise BusinessRuleError(
            _("Changed since, so nothing was undone: %(names)s.")
            % {"names": _names(change, changed)}
        )


def _refuse_still_used(change: TableChange, context_id: uuid.UUID) -> None:
    """A record that others were added to since cannot vanish under them."""
    tracked = event_models()
    for relation in change.model._meta.related_objects:
        if relation.related_model not in tracked or not change.made:
            continue
        name = relation.field.attname
        users = relation.related_model._base_manager.filter(**{f"{name}__in": change.made})
        if _has_field(relation.related_model, "deleted_at"):
            users = users.filter(deleted_at__isnull=True)
        inside = tracked[relation.related_model]._default_manager.filter(pgh_context_id=context_id)
        used = users.exclude(pk__in=inside.values("pgh_obj_id")).values_list(name, flat=True)
        if pks := list(used[:NAMED]):
            raise BusinessRuleError(
                _("In use since, so nothing was undone: %(names)s.")
                % {"names": _names(change, pks)}
            )


def _names(change: TableChange, pks: list[int]) -> str:
    rows = change.model._base_manager.filter(pk__in=pks[:NAMED])
    names = ", ".join(str(row) for row in rows) or change.model._meta.verbose_name_plural
    return f"{names} …" if len(pks) > NAMED else str(names)


def _restore(change: TableChange, at: datetime) -> None:
    manager = change.model._base_manager
    born = manager.filter(pk__in=change.made)
    if _has_field(change.model, "deleted_at"):
        born.update(deleted_at=at)
    else:
        born._raw_delete(born.db)
    present = set(manager.filter(pk__in=change.before).values_list("pk", flat=True))
    rows = {pk: _row(change, pk) for pk in change.before}
    manager.bulk_update([rows[pk] for pk in present], change.fields, batch_size=500)
    manager.bulk_create([row for pk, row in rows.items() if pk not in present], batch_size=500)


def _row(change: TableChange, pk: int) -> models.Model:
    snapshot = change.before[pk]
    return change.model(pk=pk, **{name: getattr(snapshot, name) for name in change.fields})


def _has_field(model: type[models.Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
