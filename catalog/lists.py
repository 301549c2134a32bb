"""The list of products."""

from django.utils.translation import gettext_lazy as _

from catalog.bulk import PRODUCT_EDITS
from catalog.filters import ProductFilter
from catalog.list_fields import PRODUCT_FIELDS
from catalog.models import Product
from crm.common.lists import registry
from crm.common.lists.declared import BY_NAME, BY_UPDATED, Column, Money, RecordList, either_way
from crm.common.sorting import missing_last, valued_last

# fmt: off
PRODUCT_COLUMNS = (
    Column("name", _("Name"), lambda row: row.name, BY_NAME),
    Column("category", _("Category"), lambda row: row.category, BY_NAME, joins=("category",),
           key=either_way(missing_last, "category__sort_key")),
    Column("price", _("List price"), lambda row: Money(row.list_price, row.currency), BY_NAME,
           numeric=True, key=either_way(valued_last, "list_price")),
    Column("on_sale", _("On sale"), lambda row: row.is_active),
    Column("updated", _("Changed"), lambda row: row.updated_at, BY_UPDATED, shown=False),
)
# fmt: on

PRODUCTS = RecordList(
    key="products",
    model=Product,
    title=_("Products"),
    url_name="catalog:product_list",
    rows=Product.objects.visible_to,
    filter_class=ProductFilter,
    default_sort="name",
    empty="catalog/_no_products.html",
    columns=PRODUCT_COLUMNS,
    bulk=PRODUCT_EDITS,
    fields=PRODUCT_FIELDS,
)


def declare() -> None:
    registry.add(PRODUCTS)
