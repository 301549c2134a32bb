"""The tree of teams."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from crm.common.models import (
    ImportedRecord,
    LiveManager,
    RecordQuerySet,
    track_history,
    unique_external_id,
)
from crm.common.sorting import sort_key
from users.models.role import Role

if TYPE_CHECKING:
    from users.models.user import User


class TeamQuerySet(RecordQuerySet["Team"]):
    def visible_to(self, user: "User") -> Self:
        """Administrators see all; others their own team, those they look after, and the teams
        above.
        """
        if user.role == Role.ADMIN:
            return self
        return self.filter(pk__in=[*user.overseen_team_ids, *user.own_line_team_ids])

    def editable_by(self, user: "User") -> Self:
        return self if user.role == Role.ADMIN else self.none()

    def ids_below(self, team_ids: list[int]) -> list[int]:
        """These teams and all below them."""
        return _walk(self, team_ids, "team.parent_id = line.id")

    def ids_above(self, team_ids: list[int]) -> list[int]:
        """These teams and all above them."""
        return _walk(self, team_ids, "team.id = line.parent_id")


_WALK = """
    WITH RECURSIVE line AS (
        SELECT id, parent_id FROM users_team WHERE id = ANY(%s) AND deleted_at IS NULL
        UNION
        SELECT team.id, team.parent_id FROM users_team team JOIN line ON {step}
        WHERE team.deleted_at IS NULL
    ) SELECT id FROM line ORDER BY id
"""


def _walk(teams: TeamQuerySet, start: list[int], step: str) -> list[int]:
    """Along the tree from `start`; `step` is one of the two constants above."""
    return [row.pk for row in teams.raw(_WALK.format(step=step), [start])] if start else []


@track_history
class Team(ImportedRecord):
    """A sales team. Teams form a tree; the head of a team also looks after the teams below it."""

    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    head = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="headed_teams",
        verbose_name=_("sales head"),
    )
    shares_accounts = models.BooleanField(
        _("managers may read each other's accounts"), default=False
    )
    sort_key = sort_key("name")

    objects = LiveManager.from_queryset(TeamQuerySet)()
    all_objects = TeamQuerySet.as_manager()

    class Meta(ImportedRecord.Meta):
        base_manager_name = "all_objects"
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            unique_external_id("team"),
            models.UniqueConstraint(
                Lower("name"),
                condition=Q(deleted_at__isnull=True),
                name="team_name_unique",
                violation_error_message=_("There is already a team of this name."),
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("pk")),
                name="team_not_its_own_parent",
                violation_error_message=_("A team cannot be part of itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
