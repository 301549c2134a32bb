"""What the filter builder can ask about products."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.models import Category
from crm.common.currencies import currency_choices
from crm.common.lists.conditions import Field
from crm.common.lists.where.kinds import FLAG, INSTANT, NAME, NUMBER, choice, records


def categories(user: Any) -> Any:
    return Category.objects.visible_to(user).order_by("sort_key", "pk")


CURRENCY_KIND = choice(currency_choices)
CATEGORY_KIND = records(categories)

PRODUCT_FIELDS = (
    Field("name", _("Name"), NAME, "sort_key"),
    Field("category", _("Category"), CATEGORY_KIND, "category"),
    Field("price", _("List price"), NUMBER, "list_price"),
    Field("currency", _("Currency"), CURRENCY_KIND, "currency"),
    Field("on_sale", _("On sale"), FLAG, "is_active"),
    Field("created", _("Created"), INSTANT, "created_at"),
    Field("updated", _("Changed"), INSTANT, "updated_at"),
)
