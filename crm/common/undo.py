"""The one undo: it puts back the rows of a history context, whatever door made the change.

Rows that the context made are marked deleted (or removed, where a table has no such mark), changed
rows get their old values, removed rows return. It refuses, naming them, when somebody changed the
rows since.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from django.db import transaction
from django.utils.translation import gettext as _

from crm.common.errors import BusinessRuleError
from crm.common.events import publish
from crm.common.history import event_models, history_context
from crm.common.models import RecordQuerySet, Route, all_rows
from crm.common.snapshots import TableChange, changes_of, has_field, restore

NAMED = 5
Step: TypeAlias = Callable[[int, int], None]


def no_step(done: int, total: int) -> None:
    """For those who do not look at the progress."""


@dataclass(frozen=True)
class ChangesUndone:
    """All rows of one context were put back. `records` maps a model label to primary keys."""

    context_id: uuid.UUID
    by: int
    at: datetime
    records: dict[str, list[int]] = field(default_factory=dict)


@transaction.atomic
def undo(context_id: uuid.UUID, *, by: Any, at: datetime, step: Step = no_step) -> ChangesUndone:
    """Put back every row that the context changed, as one change of its own that can be undone
    too. `step(done, total)` is told the rows of history worked through so far.

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
        done, total = 0, sum(len(change.last) for change in changes)
        for change in changes:
            restore(change, at)
            done += len(change.last)
            step(done, total)
    records = {change.model._meta.label: change.pks for change in changes}
    event = ChangesUndone(context_id, by.pk, at, records)
    publish(event)
    return event


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
    changed = [pk for pk, event in newest if event != change.last[pk]]
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
        if has_field(relation.related_model, "deleted_at"):
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
