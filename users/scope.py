"""Whose records a person sees by rank: one's own, and those of the teams one looks after. Every
room builds on it.
"""

from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from users.models import User


def owned_in_scope(user: "User", owner: str = "owner") -> Q:
    """Rows whose `owner` (a lookup path to a user) is the user or somebody in the teams the user
    looks after.
    """
    if user.is_admin:
        return Q()
    return Q(**{f"{owner}__in": user.overseen_people_ids})


def people_in_scope(user: "User") -> list[int]:
    """The same people as keys. Not for administrators, who see everybody's."""
    return user.overseen_people_ids
