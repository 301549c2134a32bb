"""Grants: a higher room tells which accounts a person sees through records of that room."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from users.models import User

Grant = Callable[["User"], QuerySet[Any, Any]]

_grants: list[Grant] = []


def grant_sight(grant: Grant) -> None:
    """`grant(user)` returns a query of account ids. Called from AppConfig.ready()."""
    if grant not in _grants:
        _grants.append(grant)


def granted_to(user: "User") -> Q:
    condition = Q()
    for grant in _grants:
        condition |= Q(pk__in=grant(user))
    return condition
