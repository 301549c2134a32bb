"""How products are found."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from crm.common.search import registry
from crm.common.search.registry import Command, RecordKind


def connect() -> None:
    registry.add(PRODUCT_KIND)
    registry.add_command(
        Command(
            "catalog:product_create",
            _("New product"),
            icon="plus",
            shown_to=lambda user: user.leads,
        )
    )


def products_seen(user: Any) -> QuerySet[Product]:
    return Product.objects.visible_to(user).select_related("category")


PRODUCT_KIND = RecordKind(
    kind="products",
    model=Product,
    label=_("Products"),
    icon="package",
    order=40,
    rows=products_seen,
    detail=lambda product: str(product.category or ""),
    route="catalog:product_detail",
    list_route="catalog:product_list",
)
