"""What belongs to a deal: lines, and the two dated ledgers behind the figures."""

from typing import TYPE_CHECKING, Self, TypeVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from crm.common.currencies import currency_field
from crm.common.models import (
    RecordQuerySet,
    Route,
    track_history,
    user_key,
)
from deals.models.deal import Deal
from deals.models.pipeline import Stage

if TYPE_CHECKING:
    from users.models import User


P = TypeVar("P", bound=models.Model)


class DealPartQuerySet(RecordQuerySet[P]):
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
        _("quantity"),
        max_digits=14,
        decimal_places=3,
        default=1,
        validators=[MinValueValidator(0)],
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
    """A step into a stage: when it happened in business, and when and how it was recorded."""

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
            models.Index(
                fields=["deal", "happened_on", "id"], name="stage_on_a_day"
            ),  # open pipeline
        ]

    def __str__(self) -> str:
        return f"{self.deal}: {self.after}"


@track_history
class ValueChange(models.Model):
    """What a deal was thought to be worth from a day on, so a past month is told as known then."""

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
            models.Index(
                fields=["deal", "known_on", "id"], name="value_on_a_day"
            ),  # open pipeline
        ]

    def __str__(self) -> str:
        return f"{self.deal}: {self.value} {self.currency}"
