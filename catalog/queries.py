"""Reads across the tables of this room."""

from django.db.models import Count, Q

from catalog.models import Category, CategoryQuerySet
from users.models import User


def categories_with_counts(user: User) -> CategoryQuerySet:
    """Each with `product_count`, the number of its products."""
    live = Count("products", filter=Q(products__deleted_at=None))
    return Category.objects.visible_to(user).annotate(product_count=live).order_by("sort_key")
