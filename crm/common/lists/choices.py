"""Filters by a record of another table, which may have been deleted since the link was written."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django_filters.fields import ModelChoiceField, ModelChoiceIterator

from crm.common.form_rendering import QuickSelect
from crm.common.record_keys import key_in


class NamedIterator(ModelChoiceIterator):  # type: ignore[misc] # django-filter has no types
    """Options of hundreds of records without building one: their keys and names are enough."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        if self.field.null_label is not None:
            yield self.field.null_value, self.field.null_label
        model = self.queryset.model
        name = "full_name" if hasattr(model, "full_name") else "name"
        for pk, text, deleted_at in self.queryset.values_list("pk", name, "deleted_at"):
            yield pk, _told(text, deleted_at)


class RecordChoiceField(ModelChoiceField):  # type: ignore[misc] # as above
    """Tells a deleted record from one that is there."""

    iterator = NamedIterator
    widget = QuickSelect

    def label_from_instance(self, record: Any) -> str:
        return _told(str(record), record.deleted_at)


def _told(name: str, deleted_at: datetime | None) -> str:
    return _("%(record)s (deleted)") % {"record": name} if deleted_at else name


class RecordChoiceFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc] # as above
    """Offers the records that are there, and the deleted one that the address asks for.

    `queryset` holds deleted rows, too: `Product.all_objects.visible_to(request.user)`.
    """

    field_class = RecordChoiceField

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        asked = self._asked()
        kept = Q(deleted_at=None) | Q(pk=asked) if asked else Q(deleted_at=None)
        found: QuerySet[Any] = rows.filter(kept)
        return found

    def _asked(self) -> int | None:
        """The key in the address."""
        names = (name for name, own in self.parent.filters.items() if own is self)
        value: str = self.parent.data.get(next(names, ""), "")
        return key_in(value)
