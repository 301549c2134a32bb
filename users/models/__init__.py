"""Who works here: people, their roles, and the tree of teams."""

from users.models.answer import KeptAnswer
from users.models.role import Role, Theme
from users.models.session import Session
from users.models.team import Team, TeamQuerySet
from users.models.token import ApiToken, ApiTokenQuerySet, Scope
from users.models.user import User, UserManager, UserQuerySet

__all__ = [
    "ApiToken",
    "ApiTokenQuerySet",
    "KeptAnswer",
    "Role",
    "Scope",
    "Session",
    "Team",
    "TeamQuerySet",
    "Theme",
    "User",
    "UserManager",
    "UserQuerySet",
]
