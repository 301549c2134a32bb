"""A stale save: what the other person saved beside what this one entered, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.forms import Field
from django.http import QueryDict

from crm.common.fields import plain_lines, written
from crm.common.models import RecordQuerySet
from crm.common.record_keys import key_in

AnyField: TypeAlias = "models.Field[Any, Any]"
NOT_A_CHOICE = frozenset({"csrfmiddlewaretoken", "version"})


@dataclass(frozen=True)
class FieldConflict:
    """`theirs` and `mine` as a form sends them, the texts as a person reads them."""

    name: str
    label: str
    theirs: str
    theirs_text: str
    mine: str
    mine_text: str


@dataclass(frozen=True)
class Conflict:
    """The fields to choose for, and the rest of what was entered, to be sent again."""

    fields: list[FieldConflict]
    hidden: list[tuple[str, str]]


def conflict_between(current: models.Model, entered: QueryDict, user: Any) -> Conflict:
    """`current` is the row as it is now, `entered` what the stale form sent."""
    fields = list(_differing(current, entered, user))
    chosen = {field.name for field in fields} | NOT_A_CHOICE
    kept = [
        (name, str(value))
        for name, values in entered.lists()
        for value in values
        if name not in chosen
    ]
    return Conflict(fields, [("version", str(getattr(current, "version", ""))), *kept])


def _differing(current: models.Model, entered: QueryDict, user: Any) -> Iterator[FieldConflict]:
    for name in entered:
        field = _column(current, name)
        form_field = field.formfield() if field else None
        if field is None or form_field is None:
            continue
        theirs, mine = getattr(current, field.name), str(entered[name])
        if not _same(field, form_field, theirs, mine):
            yield FieldConflict(
                name,
                str(field.verbose_name),
                _sent(form_field, theirs),
                _read_out(field, theirs, user),
                mine,
                _read_out(field, mine, user),
            )


def _same(field: AnyField, form_field: Field, theirs: Any, mine: str) -> bool:
    """Whether the form's text says what the row says; a record goes by number or name."""
    if isinstance(theirs, models.Model):
        return mine in {str(theirs.pk), str(theirs)} or mine.endswith(f"#{theirs.pk}")
    if isinstance(theirs, Decimal):
        return mine in {written(theirs), str(theirs)}
    return not form_field.has_changed(theirs, plain_lines(mine))


def _column(current: models.Model, name: str) -> "AnyField | None":
    if name in NOT_A_CHOICE:
        return None
    try:
        field = current._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) and field.editable else None


def _sent(form_field: Field, value: Any) -> str:
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, Decimal):
        return written(value)
    prepared = form_field.prepare_value(value)
    return "" if prepared is None else str(form_field.widget.format_value(prepared) or "")


def _read_out(field: AnyField, value: Any, user: Any) -> str:
    if isinstance(value, Decimal):
        return written(value)
    if isinstance(field, models.ForeignKey) and (pk := key_in(str(value))):
        return _name_of(field.related_model, pk, user)
    return "" if value is None else str(dict(field.flatchoices).get(value, value))


def _name_of(model: Any, pk: int, user: Any) -> str:
    """The record's name, if it is one that the user may see; a form can send any number."""
    rows = model._default_manager.get_queryset()
    if isinstance(rows, RecordQuerySet):
        rows = rows.visible_to(user)
    return str(rows.filter(pk=pk).first() or pk)
