"""Filters that several of the API's own lists share."""

from typing import Any

import django_filters
from django.db.models import Model

from crm.common.api.fields import seen
from crm.common.lists.filters import ListFilter
from crm.common.sorting import folded


def link_to(model: type[Model], **options: Any) -> django_filters.ModelChoiceFilter:
    """By the number of a record that the reader sees."""

    rows = seen(model)
    return django_filters.ModelChoiceFilter(queryset=lambda request: rows(request.user), **options)


class NamedFilter(ListFilter):
    """Of rows with a `sort_key`."""

    q = django_filters.CharFilter(method="named", label="Part of the name")

    def named(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(sort_key__contains=folded(value.strip()))
