"""Who gets which answer from products, categories and exchange rates: all read, heads keep."""

from typing import Any

from catalog.models import Category
from tests.authorisation import Row, for_all, leaders
from tests.cast import Cast


def _product(cast: Cast) -> list[Any]:
    return [cast.product.pk]


def _category(cast: Cast) -> list[Any]:
    return [cast.category.pk]


def _empty_category(cast: Cast) -> list[Any]:
    return [Category.objects.get_or_create(name="Tom")[0].pk]


def _product_values(cast: Cast) -> dict[str, Any]:
    return {"name": "Support", "currency": "SEK", "list_price": "99,50", "version": 1}


def _rate_values(cast: Cast) -> dict[str, Any]:
    return {"currency": "USD", "day": "2026-01-01", "rate": "10,5"}


ROWS: list[Row] = [
    for_all("catalog:product_list", "GET", 200),
    for_all("catalog:product_list", "GET", 400, query="?cursor=forged"),
    for_all("catalog:product_detail", "GET", 200, args=_product),
    leaders("catalog:product_create", "GET", 200),
    leaders("catalog:product_create", "POST", 302, data=_product_values),
    leaders("catalog:product_edit", "GET", 200, args=_product),
    leaders("catalog:product_edit", "POST", 302, args=_product, data=_product_values),
    leaders("catalog:product_delete", "POST", 302, args=_product),
    for_all("catalog:category_list", "GET", 200),
    leaders("catalog:category_create", "GET", 200),
    leaders("catalog:category_create", "POST", 302, data=lambda cast: {"name": "Varor"}),
    leaders("catalog:category_edit", "GET", 200, args=_category),
    leaders(
        "catalog:category_edit",
        "POST",
        302,
        args=_category,
        data=lambda cast: {"name": "Varor", "version": 1},
    ),
    leaders("catalog:category_delete", "POST", 302, args=_empty_category),
    for_all("catalog:rate_list", "GET", 200),
    leaders("catalog:rate_create", "GET", 200),
    leaders("catalog:rate_create", "POST", 302, data=_rate_values),
    leaders("catalog:rate_delete", "POST", 302, args=lambda cast: [cast.rate.pk]),
]
