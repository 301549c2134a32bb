"""Grants: a higher room tells which accounts a person sees through records of that room."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

if TYPE_CHECKING:
    from users.models import User

Grant = Callable[["User"], QuerySet[Any, Any]]

_grants: list[Grant] = []


def grant_sight(grant: Grant) -> None:
    """`grant(user)` returns rows with an `account`. Called from AppConfig.ready()."""
    if grant not in _grants:
        _grants.append(grant)


def granted_to(user: "User") -> Q:
    """Asked account by account where there are few, at once for all where there are many: the
    database chooses, which it can by EXISTS only.
    """
    condition = Q()
    for grant in _grants:
        condition |= Q(Exists(grant(user).filter(account=OuterRef("pk"))))
    return condition


def granted_keys(user: "User") -> list[QuerySet[Any, Any]]:
    return [grant(user).values("account_id") for grant in _grants]
