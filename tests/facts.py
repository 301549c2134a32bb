"""All that the business rows say, without keys and clocks."""

from typing import Any

from django.db import models

from crm.common.history import event_models
from users.models import ApiToken

UNTOLD = {
    "id",
    "version",
    "created_at",
    "updated_at",
    "recorded_at",
    "password",
    "last_login",
}


def facts() -> dict[str, list[tuple[str, ...]]]:
    """Each table that keeps a history → its rows that are not deleted, links by their names."""
    return {
        model._meta.label: sorted(_told(row, _fields(model)) for row in _rows(model))
        for model in event_models()
        if model is not ApiToken
    }


def _rows(model: type[models.Model]) -> Any:
    links = [field.name for field in _fields(model) if field.is_relation]
    rows: Any = model._default_manager.all()
    return rows.select_related(*links) if links else rows


def _fields(model: type[models.Model]) -> list[Any]:
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in UNTOLD and not isinstance(field, models.GeneratedField)
    ]


def _told(row: models.Model, fields: list[Any]) -> tuple[str, ...]:
    return tuple(f"{field.name}={getattr(row, field.name)}" for field in fields)
