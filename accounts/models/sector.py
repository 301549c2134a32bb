"""What an organisation does for a living."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from crm.common.models import LiveManager, Record, RecordQuerySet, track_history
from crm.common.sorting import sort_key

if TYPE_CHECKING:
    from users.models import User


class SectorQuerySet(RecordQuerySet["Sector"]):
    def visible_to(self, user: "User") -> Self:
        return self

    def editable_by(self, user: "User") -> Self:
        return self if user.leads else self.none()


@track_history
class Sector(Record):
    name = models.CharField(_("name"), max_length=120)
    sort_key = sort_key("name")

    objects = LiveManager.from_queryset(SectorQuerySet)()
    all_objects = SectorQuerySet.as_manager()

    class Meta(Record.Meta):
        base_manager_name = "all_objects"
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                condition=Q(deleted_at__isnull=True),
                name="sector_name_unique",
                violation_error_message=_("There is already a sector of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name
