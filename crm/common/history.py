"""One history context for each change that a person makes; crm/common/undo.py puts its rows back.

The rows of history are written by triggers (`track_history`), so bulk updates and raw SQL are in
it too.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
import pghistory.models
from django.apps import apps
from django.db import models


@contextmanager
def history_context(*, by: Any, route: str, **details: Any) -> Iterator[uuid.UUID]:
    """Group all changes inside. An outer context wins: one change by one person is one context."""
    with pghistory.context(user=by.pk if by else None, route=str(route), **details) as context:
        yield context.id


def name_author(by: Any) -> None:
    """Who makes the changes of the open context: known only after a program's key was read."""
    pghistory.context(user=by.pk)


def current_context_id() -> uuid.UUID | None:
    """The context that changes made now belong to, if one is open."""
    value = getattr(pghistory.runtime._tracker, "value", None)
    return value.id if value else None


def event_models() -> dict[type[models.Model], Any]:
    """Each model that keeps a history, with the model of its history rows."""
    return {
        tracked: model
        for model in apps.get_models()
        if issubclass(model, pghistory.models.Event)
        and (tracked := getattr(model, "pgh_tracked_model", None))
    }
