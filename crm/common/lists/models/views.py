"""Saved views: a list's address under a name, for oneself or for a team."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.common.models import LiveManager, Record, RecordQuerySet, track_history, user_key

LONGEST_QUERY = 6000


class SavedViewQuerySet(RecordQuerySet["SavedView"]):
    def visible_to(self, user: Any) -> Self:
        """One's own; those of the teams one belongs to, looks after, or stands below."""
        teams = [*user.own_line_team_ids, *user.overseen_team_ids]
        shared = Q(team__isnull=False) if user.is_admin else Q(team__in=teams)
        return self.filter(Q(owner=user) | shared)

    def editable_by(self, user: Any) -> Self:
        """The maker's; those of a team also by its heads, and by administrators."""
        led = Q(team__in=user.overseen_team_ids) if user.leads else Q()
        shared = Q(team__isnull=False) if user.is_admin else led
        return self.filter(Q(owner=user) | shared if shared else Q(owner=user))

    def of_list(self, key: str) -> Self:
        return self.filter(list_key=key)

    def personal_first(self, user: Any) -> Self:
        mine = models.Case(models.When(owner=user, then=0), default=1)
        return self.order_by(mine, Lower("name"), "pk")


@track_history
class SavedView(Record):
    """`query` is the list's address without the page; `team` is None for a personal view."""

    name = models.CharField(_("name"), max_length=80)
    list_key = models.CharField(max_length=40, editable=False)
    query = models.CharField(max_length=LONGEST_QUERY, blank=True, default="", editable=False)
    owner = user_key(related_name="+", on_delete=models.CASCADE, editable=False)
    team = models.ForeignKey(
        "users.Team",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("shared with"),
    )

    objects = LiveManager.from_queryset(SavedViewQuerySet)()
    all_objects = SavedViewQuerySet.as_manager()

    class Meta(Record.Meta):
        base_manager_name = "all_objects"
        verbose_name = _("view")
        verbose_name_plural = _("views")
        constraints = [
            models.UniqueConstraint(
                "owner",
                "list_key",
                Lower("name"),
                condition=Q(deleted_at__isnull=True),
                name="saved_view_name_unique",
                violation_error_message=_("You already have a view of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Opens the list as the view has it."""
        return reverse("lists:view_open", args=[self.pk])


class PinnedView(models.Model):
    """A view in a person's side bar."""

    user = user_key(related_name="+", on_delete=models.CASCADE)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="pins")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "view"], name="pinned_view_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.view}"


class DefaultView(models.Model):
    """What a person's menu opens a list with."""

    user = user_key(related_name="+", on_delete=models.CASCADE)
    list_key = models.CharField(max_length=40)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "list_key"], name="default_view_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.view}"
