"""A stale save: what the other person saved beside what this one entered, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.forms import Field
from django.http import QueryDict

from crm.common.models import RecordQuerySet

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
    kept = [(name, str(value)) for name, values in entered.lists() for value in values if name not in chosen]
    return Conflict(fields, [("version", str(getattr(current, "version", ""))), *kept])


def _differing(current: models.Model, entered: QueryDict, user: Any) -> Iterator[FieldConflict]:
    for name in entered:
        field = _column(current, name)
        form_field = field.formfield() if field else None
        if field is None or form_field is None:
            continue
        theirs, mine = field.value_from_object(current), str(entered[name])
        if form_field.has_changed(theirs, mine):
            yield FieldConflict(
                name,
                str(field.verbose_name),
                _sent(form_field, theirs),
                _read_out(field, form_field, theirs, user),
                mine,
                _read_out(field, form_field, mine, user),
            )


def _column(current: models.Model, name: str) -> "models.Field[Any, Any] | None":
    if name in NOT_A_CHOICE:
        return None
    try:
        field = current._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) and field.editable else None


def _sent(form_field: Field, value: Any) -> str:
    prepared = form_field.prepare_value(value)
    return "" if prepared is None else str(form_field.widget.format_value(prepared) or "")


def _read_out(field: "models.Field[Any, Any]", form_field: Field, value: Any, user: Any) -> str:
    if value in {None, ""}:
        return ""
    if isinstance(field, models.ForeignKey):
        return _name_of(field.related_model, value, user)
    choices = dict(field.flatchoices)
    return str(choices.get(value, value))


def _name_of(model: Any, pk: Any, user: Any) -> str:
    """The record's name, if it is one that the user may see; a form can send any number."""
    rows = model._default_manager.get_queryset()
    if isinstance(rows, RecordQuerySet):
        rows = rows.visible_to(user)
    try:
        record = rows.filter(pk=pk).first()
    except (ValueError, ValidationError):
        return str(pk)
    return str(record or pk)
