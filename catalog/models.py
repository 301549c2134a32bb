"""What we sell, and what money was worth on a day."""

from typing import TYPE_CHECKING, Self, TypeVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.common.currencies import currency_field
from crm.common.models import (
    ImportedRecord,
    LiveManager,
    Record,
    RecordQuerySet,
    track_history,
    unique_external_id,
)
from crm.common.search.keys import search_indexes, search_key_field
from crm.common.search.vocabulary import keeps_words
from crm.common.sorting import sort_key

if TYPE_CHECKING:
    from users.models import User

M = TypeVar("M", bound=models.Model)


class SharedQuerySet(RecordQuerySet[M]):
    """Facts that everyone may read and that heads and administrators keep."""

    def visible_to(self, user: "User") -> Self:
        return self

    def editable_by(self, user: "User") -> Self:
        return self if user.leads else self.none()


class CategoryQuerySet(SharedQuerySet["Category"]):
    pass


class ProductQuerySet(SharedQuerySet["Product"]):
    def on_sale(self) -> Self:
        return self.filter(is_active=True)


class ExchangeRateQuerySet(SharedQuerySet["ExchangeRate"]):
    pass


@track_history
class Category(ImportedRecord):
    name = models.CharField(_("name"), max_length=120)
    sort_key = sort_key("name")

    objects = LiveManager.from_queryset(CategoryQuerySet)()
    all_objects = CategoryQuerySet.as_manager()

    class Meta(ImportedRecord.Meta):
        base_manager_name = "all_objects"
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            unique_external_id("category"),
            models.UniqueConstraint(
                Lower("name"), condition=Q(deleted_at__isnull=True), name="category_name_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@keeps_words
@track_history
class Product(ImportedRecord):
    name = models.CharField(_("name"), max_length=200)
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("category"),
    )
    list_price = models.DecimalField(
        _("list price"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    currency = currency_field()
    description = models.TextField(_("description"), blank=True, default="")
    is_active = models.BooleanField(_("on sale"), default=True)
    sort_key = sort_key("name")
    search_key = search_key_field("name")

    objects = LiveManager.from_queryset(ProductQuerySet)()
    all_objects = ProductQuerySet.as_manager()

    class Meta(ImportedRecord.Meta):
        base_manager_name = "all_objects"
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            unique_external_id("product"),
            models.UniqueConstraint(
                Lower("name"),
                condition=Q(deleted_at__isnull=True),
                name="product_name_unique",
                violation_error_message=_("There is already a product of this name."),
            ),
            models.CheckConstraint(
                condition=Q(list_price__isnull=True) | Q(list_price__gte=0),
                name="product_price_not_negative",
                violation_error_message=_("A price cannot be negative."),
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="product_by_name"),  # the product list
            *search_indexes("product"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:product_detail", args=[self.pk])


@track_history
class ExchangeRate(Record):
    """How much one unit of `currency` was worth in the base currency, from `day` until the next
    rate.
    """

    currency = currency_field()
    day = models.DateField(_("from"))
    rate = models.DecimalField(_("rate"), max_digits=18, decimal_places=8)
    source = models.CharField(_("source"), max_length=100, blank=True, default="")

    objects = LiveManager.from_queryset(ExchangeRateQuerySet)()
    all_objects = ExchangeRateQuerySet.as_manager()

    class Meta(Record.Meta):
        base_manager_name = "all_objects"
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "day"],
                condition=Q(deleted_at__isnull=True),
                name="rate_of_a_day_unique",
                violation_error_message=_("There is already a rate for this currency and day."),
            ),
            models.CheckConstraint(
                condition=Q(rate__gt=0),
                name="rate_positive",
                violation_error_message=_("A rate must be greater than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.day}"
