"""Pipelines and their stages, and what a stage means for the deals in it."""

from typing import TYPE_CHECKING, Self, TypeVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.common.models import (
    LiveManager,
    Record,
    RecordQuerySet,
    track_history,
)
from crm.common.sorting import sort_key

if TYPE_CHECKING:
    from users.models import User


class Outcome(models.TextChoices):
    OPEN = "open", _("open")
    WON = "won", _("won")
    LOST = "lost", _("lost")


class LostReason(models.TextChoices):
    PRICE = "price", _("price")
    COMPETITOR = "competitor", _("competitor")
    TIMING = "timing", _("bad timing")
    NO_NEED = "no_need", _("no need any more")
    NO_BUDGET = "no_budget", _("no budget")
    NO_ANSWER = "no_answer", _("no answer")
    OUR_FAULT = "our_fault", _("our own fault")
    OTHER = "other", _("other")
    NOT_RECORDED = "not_recorded", _("not recorded")


S = TypeVar("S", bound=models.Model)


class SettingsQuerySet(RecordQuerySet[S]):
    """Pipelines and stages: read by all, kept by heads and administrators."""

    def visible_to(self, user: "User") -> Self:
        return self

    def editable_by(self, user: "User") -> Self:
        return self if user.leads else self.none()


class PipelineQuerySet(SettingsQuerySet["Pipeline"]):
    pass


class StageQuerySet(SettingsQuerySet["Stage"]):
    def open(self) -> Self:
        return self.filter(outcome=Outcome.OPEN)


@track_history
class Pipeline(Record):
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    sort_key = sort_key("name")

    objects = LiveManager.from_queryset(PipelineQuerySet)()
    all_objects = PipelineQuerySet.as_manager()

    class Meta(Record.Meta):
        base_manager_name = "all_objects"
        verbose_name = _("pipeline")
        verbose_name_plural = _("pipelines")
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(deleted_at__isnull=True),
                name="pipeline_name_unique",
                violation_error_message=_("There is already a pipeline of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


@track_history
class Stage(Record):
    pipeline = models.ForeignKey(Pipeline, on_delete=models.PROTECT, related_name="stages")
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("order"))
    outcome = models.CharField(
        _("means"), max_length=5, choices=Outcome.choices, default=Outcome.OPEN
    )
    probability = models.PositiveSmallIntegerField(
        _("probability, %"), default=0, validators=[MaxValueValidator(100)]
    )
    idle_days = models.PositiveSmallIntegerField(
        _("idle after, days"),
        null=True,
        blank=True,
        help_text=_("A deal that stays longer in this stage is marked idle. Empty: never."),
    )

    objects = LiveManager.from_queryset(StageQuerySet)()
    all_objects = StageQuerySet.as_manager()

    class Meta(Record.Meta):
        base_manager_name = "all_objects"
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["pipeline", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pipeline", "name"],
                condition=Q(deleted_at__isnull=True),
                name="stage_name_unique",
                violation_error_message=_("There is already a stage of this name."),
            ),
            models.CheckConstraint(
                condition=Q(probability__lte=100),
                name="stage_probability_range",
                violation_error_message=_("A probability is at most 100 %."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
