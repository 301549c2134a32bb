"""What we hope to sell: pipelines and stages, deals with their lines, and the dated ledgers behind the figures."""

from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from catalog.models import Product
from crm.common.currencies import currency_field
from crm.common.models import (
    ImportedRecord,
    LiveManager,
    Record,
    RecordQuerySet,
    Route,
    track_history,
    unique_external_id,
    user_key,
)
from crm.common.sorting import sort_key
from users.scope import owned_in_scope

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


class SettingsQuerySet(RecordQuerySet[models.Model]):
    """Pipelines and stages: read by all, kept by heads and administrators."""

    def visible_to(self, user: "User") -> Self:
        return self

    def editable_by(self, user: "User") -> Self:
        return self if user.leads else self.none()


class PipelineQuerySet(SettingsQuerySet):
    pass


class StageQuerySet(SettingsQuerySet):
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


class DealQuerySet(RecordQuerySet["Deal"]):
    def visible_to(self, user: "User") -> Self:
        """The deal's owner and the heads above, the account's owner and the heads above, administrators."""
        if user.is_admin:
            return self
        return self.filter(owned_in_scope(user) | owned_in_scope(user, "account__owner"))

    def editable_by(self, user: "User") -> Self:
        """The deal's own line only: the account's owner reads along."""
        return self.filter(owned_in_scope(user)) if user.may_write else self.none()

    def open(self) -> Self:
        return self.filter(outcome=Outcome.OPEN)

    def won(self) -> Self:
        return self.filter(outcome=Outcome.WON)

    def lost(self) -> Self:
        return self.filter(outcome=Outcome.LOST)

    def without_account(self) -> Self:
        return self.filter(account__isnull=True)


@track_history
class Deal(ImportedRecord):
    """One sale that may come: its value stands here, what it consists of in its lines."""

    name = models.CharField(_("name"), max_length=200)
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deals",
        verbose_name=_("account"),
        help_text=_("May be empty until an offer is made."),
    )
    owner = user_key(related_name="deals", verbose_name=_("owner"))
    pipeline = models.ForeignKey(
        Pipeline, on_delete=models.PROTECT, related_name="deals", verbose_name=_("pipeline")
    )
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, related_name="deals", verbose_name=_("stage")
    )
    outcome = models.CharField(
        _("outcome"), max_length=5, choices=Outcome.choices, default=Outcome.OPEN, editable=False
    )
    value = models.DecimalField(
        _("value"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    currency = currency_field()
    probability = models.PositiveSmallIntegerField(
        _("own probability, %"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("Your own judgement. Empty: that of the stage."),
    )
    engaged_on = models.DateField(_("engaged"), null=True, blank=True)
    expected_close_on = models.DateField(_("expected to close"), null=True, blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True, editable=False)
    stage_since = models.DateField(_("in stage since"), null=True, blank=True, editable=False)
    lost_reason = models.CharField(
        _("reason"), max_length=14, choices=LostReason.choices, blank=True, default="", editable=False
    )
    lost_note = models.CharField(_("comment"), max_length=300, blank=True, default="", editable=False)
    description = models.TextField(_("description"), blank=True, default="")
    sort_key = sort_key("name")

    objects = LiveManager.from_queryset(DealQuerySet)()
    all_objects = DealQuerySet.as_manager()

    class Meta(ImportedRecord.Meta):
        base_manager_name = "all_objects"
        verbose_name = _("deal")
        verbose_name_plural = _("deals")
        constraints = [
            unique_external_id("deal"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.OPEN, closed_on__isnull=True)
                | (~Q(outcome=Outcome.OPEN) & Q(closed_on__isnull=False)),
                name="deal_closed_has_date",
                violation_error_message=_("A closed deal has a closing date, an open one has none."),
            ),
            models.CheckConstraint(
                condition=(Q(outcome=Outcome.LOST) & ~Q(lost_reason=""))
                | (~Q(outcome=Outcome.LOST) & Q(lost_reason="")),
                name="deal_lost_has_reason",
                violation_error_message=_("A lost deal needs a reason."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(engaged_on__isnull=True)
                | Q(closed_on__gte=F("engaged_on")),
                name="deal_closes_after_engagement",
                violation_error_message=_("A deal cannot close before it was engaged."),
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0),
                name="deal_value_not_negative",
                violation_error_message=_("A value cannot be negative."),
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="deal_by_name"),  # the deal list
            models.Index(fields=["closed_on", "outcome"], name="deal_by_close"),  # won and lost by month
            models.Index(fields=["engaged_on"], name="deal_by_engagement"),  # new, and open on a day
            models.Index(  # the board
                fields=["stage", "stage_since", "id"],
                condition=Q(outcome="open", deleted_at__isnull=True),
                name="deal_board",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def likelihood(self) -> int:
        """The manager's own probability where there is one, else the stage's."""
        return self.stage.probability if self.probability is None else self.probability


class DealPartQuerySet(RecordQuerySet[models.Model]):
    """What belongs to a deal is seen with it."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(deal__in=Deal.objects.visible_to(user))

    def editable_by(self, user: "User") -> Self:
        return self.filter(deal__in=Deal.objects.editable_by(user))


@track_history
class DealLine(models.Model):
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="deal_lines", verbose_name=_("product")
    )
    quantity = models.DecimalField(
        _("quantity"), max_digits=14, decimal_places=3, default=1, validators=[MinValueValidator(0)]
    )
    unit_price = models.DecimalField(
        _("unit price"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    position = models.PositiveSmallIntegerField(default=1)

    objects = DealPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("deal line")
        verbose_name_plural = _("deal lines")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="deal_line_quantity_positive",
                violation_error_message=_("A quantity must be greater than zero."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}"


@track_history
class StageChange(models.Model):
    """A deal's step into a stage: when it happened in business, and when and how it was recorded."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="stage_changes")
    before = models.ForeignKey(Stage, on_delete=models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField(null=True)
    by = user_key(null=True, related_name="+")
    route = models.CharField(max_length=14, choices=Route.choices)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DealPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("stage change")
        verbose_name_plural = _("stage changes")
        indexes = [
            models.Index(fields=["deal", "happened_on", "id"], name="stage_on_a_day"),  # open pipeline
        ]

    def __str__(self) -> str:
        return f"{self.deal}: {self.after}"


@track_history
class ValueChange(models.Model):
    """What a deal was thought to be worth from a day on, so that a past month is reported as it was known then."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="value_changes")
    value = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = currency_field()
    probability = models.PositiveSmallIntegerField(null=True)
    known_on = models.DateField()
    by = user_key(null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DealPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("value change")
        verbose_name_plural = _("value changes")
        indexes = [
            models.Index(fields=["deal", "known_on", "id"], name="value_on_a_day"),  # open pipeline
        ]

    def __str__(self) -> str:
        return f"{self.deal}: {self.value} {self.currency}"
