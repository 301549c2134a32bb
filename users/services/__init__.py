"""Changes of people, teams and keys."""

from users.services.invitations import accept_invitation, invite
from users.services.keys import create_key, revoke_key
from users.services.people import change_people, save_person, set_active
from users.services.preferences import save_preferences
from users.services.reporting import switch_reports
from users.services.teams import delete_team, save_team

__all__ = [
    "accept_invitation",
    "change_people",
    "create_key",
    "delete_team",
    "invite",
    "revoke_key",
    "save_person",
    "save_preferences",
    "save_team",
    "set_active",
    "switch_reports",
]
