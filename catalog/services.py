"""Changes of what we sell and of exchange rates, for the pages and the API."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Category, ExchangeRate, Product
from crm.common.errors import BusinessRuleError
from crm.common.versions import lock_version
from users.models import User


class ProductValues(TypedDict, total=False):
    """What can be said of a product. A key that is missing is left as it is."""

    name: str
    category: Category | None
    list_price: Decimal | None
    currency: str
    description: str
    is_active: bool


@transaction.atomic
def create_product(values: ProductValues) -> Product:
    return Product.objects.create(**values)


@transaction.atomic
def update_product(pk: int, version: int, values: ProductValues, *, by: User) -> Product:
    """Raises StaleVersionError when somebody else saved since `version`."""
    product = lock_version(Product.objects.editable_by(by), pk, version)
    changed = {name: value for name, value in values.items() if getattr(product, name) != value}
    for name, value in changed.items():
        setattr(product, name, value)
    if changed:
        product.save(update_fields=list(changed))
    return product


@transaction.atomic
def change_products(pks: Collection[int], values: ProductValues, *, by: User) -> int:
    """Give all of them the same values. Answers how many were there."""
    return Product.objects.editable_by(by).filter(pk__in=pks).update(**values)


@transaction.atomic
def delete_products(pks: Collection[int], *, by: User, at: datetime) -> int:
    """Mark them deleted; deals that hold them keep them. Answers how many were there."""
    return Product.objects.editable_by(by).filter(pk__in=pks).update(deleted_at=at)


@transaction.atomic
def named_category(name: str) -> Category:
    """The category of this name (case aside), made when there is none."""
    tidy = " ".join(name.split())
    found = Category.objects.filter(name__iexact=tidy).first()
    return found or Category.objects.create(name=tidy)


@transaction.atomic
def rename_category(pk: int, version: int, name: str, *, by: User) -> Category:
    category = lock_version(Category.objects.editable_by(by), pk, version)
    tidy = " ".join(name.split())
    if Category.objects.filter(name__iexact=tidy).exclude(pk=pk).exists():
        raise BusinessRuleError(_("There is already a category of this name."))
    category.name = tidy
    category.save(update_fields=["name"])
    return category


@transaction.atomic
def delete_category(category: Category, *, at: datetime) -> None:
    """Raises BusinessRuleError while products belong to it."""
    Category.objects.select_for_update().get(pk=category.pk)
    if Product.objects.filter(category=category).exists():
        raise BusinessRuleError(
            _("“%(category)s” cannot be deleted: products belong to it.") % {"category": category}
        )
    Category.objects.filter(pk=category.pk).update(deleted_at=at)


@transaction.atomic
def enter_rate(currency: str, day: date, rate: Decimal, source: str) -> ExchangeRate:
    """The rate of a currency from a day on; one that stands there for the day is replaced."""
    row, _created = ExchangeRate.objects.update_or_create(
        currency=currency, day=day, defaults={"rate": rate, "source": source}
    )
    return row


@transaction.atomic
def delete_rate(rate: ExchangeRate, *, at: datetime) -> None:
    ExchangeRate.objects.filter(pk=rate.pk).update(deleted_at=at)
