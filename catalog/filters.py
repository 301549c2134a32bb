"""What the lists of this room can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import Category, ExchangeRate, Product
from crm.common.currencies import base_currency, currency_choices
from crm.common.lists.filters import ListFilter
from crm.common.sorting import folded

ALL = _("All")


def _categories(request: Any) -> QuerySet[Category]:
    return Category.objects.visible_to(request.user).order_by("sort_key")


def _rate_currencies() -> list[tuple[str, str]]:
    return [choice for choice in currency_choices() if choice[0] != base_currency()]


class ProductFilter(ListFilter):
    q = django_filters.CharFilter(method="named", label=_("Search by name"))
    category = django_filters.ModelChoiceFilter(
        queryset=_categories, empty_label=ALL, label=_("Category")
    )
    is_active = django_filters.ChoiceFilter(
        choices=[("true", _("yes")), ("false", _("no"))],
        method="on_sale",
        empty_label=ALL,
        label=_("On sale"),
    )

    def named(self, rows: QuerySet[Product], name: str, value: str) -> QuerySet[Product]:
        return rows.filter(sort_key__contains=folded(value.strip()))

    def on_sale(self, rows: QuerySet[Product], name: str, value: str) -> QuerySet[Product]:
        return rows.filter(is_active=value == "true")


class RateFilter(ListFilter):
    currency = django_filters.ChoiceFilter(
        choices=_rate_currencies, empty_label=ALL, label=_("Currency")
    )

    class Meta:
        model = ExchangeRate
        fields: list[str] = []
