"""Checks that doors share.

Finding is `Model.objects.visible_to(user)` (404); these decide what one may do (403).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse

from crm.common.models import RecordQuerySet, all_rows

P = ParamSpec("P")
View = Callable[Concatenate[Any, P], HttpResponse]


def require_editable(user: Any, record: models.Model) -> None:
    """403 when the user sees the record but may not change it."""
    rows = all_rows(type(record))
    if not isinstance(rows, RecordQuerySet):
        raise TypeError(f"{type(record).__name__} has no rule for who may change it.")
    if not rows.editable_by(user).filter(pk=record.pk).exists():
        raise PermissionDenied


def allowed_to(test: Callable[[Any], bool]) -> Callable[[View[P]], View[P]]:
    """Decorator: 403 unless `test(user)`, e.g. `@allowed_to(lambda user: user.leads)`."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not test(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


writers_only: Callable[[View[P]], View[P]] = allowed_to(lambda user: bool(user.may_write))
leaders_only: Callable[[View[P]], View[P]] = allowed_to(lambda user: bool(user.leads))
admins_only: Callable[[View[P]], View[P]] = allowed_to(lambda user: bool(user.is_admin))
