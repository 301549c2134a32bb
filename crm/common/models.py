"""What every business row has: a version, a soft deletion and a history."""

from typing import Any, Self, TypeVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

UNTRACKED = frozenset({"version", "created_at", "updated_at"})
M = TypeVar("M", bound=models.Model)


def _tracked_names(model: type[models.Model]) -> list[str]:
    """The columns that count as a change: not the counters, the generated or the summary ones."""
    summaries = getattr(model, "SUMMARY_COLUMNS", ())
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in UNTRACKED
        and field.name not in summaries
        and not isinstance(field, models.GeneratedField)
    ]


class BusinessChange(pgtrigger.AnyChange):
    """True when a column that a person may change has changed."""

    def resolve(self, model: type[models.Model]) -> str:
        self.fields = _tracked_names(model)
        return super().resolve(model)


def track_history(model: type[M]) -> type[M]:
    """Class decorator: each insert, update and delete leaves a row, whichever way it came (bulk
    and raw SQL too).
    """
    pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        fields=_tracked_names(model),
        model_name=f"{model.__name__}Event",
    )(model)
    return model


class RecordQuerySet(models.QuerySet[M]):
    """The base of every room's words. `visible_to` comes first in each of them."""

    def visible_to(self, user: Any) -> Self:
        raise NotImplementedError(f"{self.model.__name__} does not say who may see it.")

    def editable_by(self, user: Any) -> Self:
        """What the user may change; as a rule what one sees, unless one only reads."""
        return self.visible_to(user) if user.may_write else self.none()

    def alive(self) -> Self:
        return self.filter(deleted_at__isnull=True)


def all_rows(model: type[M]) -> models.QuerySet[M]:
    """The model's own queryset with its words, rows that a person deleted included."""
    manager = getattr(model, "all_objects", model._default_manager)
    rows: models.QuerySet[M] = manager.all()
    return rows


class LiveManager(models.Manager[M]):
    """The default door: rows that a person deleted are not there."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(deleted_at__isnull=True)


class Record(models.Model):
    """A row that people write.

    The trigger keeps `version` and `updated_at`, so no door can forget them.
    """

    version = models.PositiveIntegerField(_("version"), default=1, editable=False, db_default=1)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        triggers = [
            pgtrigger.Trigger(
                name="bump_version",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=BusinessChange(),
                func="NEW.version = OLD.version + 1; NEW.updated_at = now(); RETURN NEW;",
            )
        ]


class ImportedRecord(Record):
    """A record that other systems may know by an identifier of theirs."""

    external_id = models.CharField(_("external id"), max_length=200, blank=True, default="")

    class Meta(Record.Meta):
        abstract = True


def unique_external_id(room_model: str) -> models.UniqueConstraint:
    """An identifier of another system names one live record."""
    return models.UniqueConstraint(
        fields=["external_id"],
        condition=Q(deleted_at__isnull=True) & ~Q(external_id=""),
        name=f"{room_model}_external_id_unique",
        violation_error_message=_("This external id is already in use."),
    )


class Route(models.TextChoices):
    """The door through which a change came."""

    PAGE = "page", _("page")
    BOARD = "board", _("board")
    API = "api", "API"
    IMPORT = "import", _("import")
    COMMAND = "command", _("command line")
    UNDO = "undo", _("undo")
    DEMONSTRATION = "demonstration", _("demonstration")


def user_key(**options: Any) -> "models.ForeignKey[Any, Any]":
    """A link to a user that keeps the user from being deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=options.pop("on_delete", models.PROTECT), **options
    )
