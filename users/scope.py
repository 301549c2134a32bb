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
    own = Q(**{owner: user})
    if not user.overseen_team_ids:
        return own
    return own | Q(**{f"{owner}__team_id__in": user.overseen_team_ids})
