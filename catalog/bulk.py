"""What heads and administrators can do to many products at once."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Category, Product
from catalog.services import ProductValues, change_products, delete_products
from crm.common.lists.bulk.declared import BulkEdit, BulkForm, Hand, Refused


class OnSaleForm(BulkForm):
    is_active = forms.TypedChoiceField(
        choices=[("1", _("yes")), ("0", _("no"))],
        coerce=lambda value: value == "1",
        label=_("On sale"),
    )


class CategoryForm(BulkForm):
    category = forms.ModelChoiceField(
        Category.objects.none(), required=False, empty_label="–", label=_("Category")
    )

    def offer(self) -> None:
        categories = Category.objects.visible_to(self.user).order_by("sort_key")
        self.choose_from("category", categories)


def set_values(products: Sequence[Product], values: Mapping[str, Any], hand: Hand) -> Refused:
    change_products([one.pk for one in products], cast(ProductValues, values), by=hand.by)
    return {}


def delete(products: Sequence[Product], values: Mapping[str, Any], hand: Hand) -> Refused:
    delete_products([one.pk for one in products], by=hand.by, at=hand.at)
    return {}


def leads(user: Any) -> bool:
    return bool(user.leads)


PRODUCT_EDITS = (
    BulkEdit("on_sale", _("On sale"), set_values, OnSaleForm, icon="check", allowed=leads),
    BulkEdit("category", _("Category"), set_values, CategoryForm, icon="box", allowed=leads),
    BulkEdit("delete", _("Delete"), delete, icon="trash", tone="danger", allowed=leads),
)
