"""The tree of teams."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.common.errors import BusinessRuleError
from users.models import Role, Team, User
from users.services.people import require_admin


@transaction.atomic
def save_team(team: Team, *, by: User) -> Team:
    """Keep a team as entered.

    Raises BusinessRuleError when the tree would close into a ring, or the head is no sales head.
    """
    require_admin(by)
    _lock_tree()
    if team.head is not None and team.head.role not in {Role.HEAD, Role.ADMIN}:
        raise BusinessRuleError(
            _("%(person)s is not a sales head. Change the role first.") % {"person": team.head}
        )
    if team.pk and team.parent_id in Team.objects.ids_below([team.pk]):
        raise BusinessRuleError(
            _("“%(team)s” cannot be part of itself or of a team below it.") % {"team": team}
        )
    team.save()
    return team


@transaction.atomic
def delete_team(team: Team, *, by: User, at: datetime) -> None:
    """Raises BusinessRuleError while people or teams belong to it."""
    require_admin(by)
    _lock_tree()
    if team.members.filter(deleted_at__isnull=True).exists():
        raise BusinessRuleError(_("“%(team)s” still has members.") % {"team": team})
    if team.children.filter(deleted_at__isnull=True).exists():
        raise BusinessRuleError(_("“%(team)s” still has teams below it.") % {"team": team})
    team.deleted_at = at
    team.save(update_fields=["deleted_at"])


def _lock_tree() -> None:
    """Two moves at once could close a ring that neither of them sees."""
    list(Team.objects.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
