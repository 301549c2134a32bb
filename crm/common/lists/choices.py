"""Filters by a record of another table, which may have been deleted since the link was written."""

from typing import Any

import django_filters
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django_filters.fields import ModelChoiceField


class RecordChoiceField(ModelChoiceField):  # type: ignore[misc] # django-filter has no types
    """Tells a deleted record from one that is there."""

    def label_from_instance(self, record: Model) -> str:
        if getattr(record, "deleted_at", None):
            return _("%(record)s (deleted)") % {"record": record}
        return str(record)


class RecordChoiceFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc] # as above
    """Offers the records that are there, and the deleted one that the address asks for.

    `queryset` holds deleted rows, too: `Product.all_objects.visible_to(request.user)`.
    """

    field_class = RecordChoiceField

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        asked = self._asked()
        kept = Q(deleted_at=None) | Q(pk=int(asked)) if asked.isdecimal() else Q(deleted_at=None)
        found: QuerySet[Any] = rows.filter(kept)
        return found

    def _asked(self) -> str:
        """The value in the address, at most as long as a key can be."""
        names = (name for name, own in self.parent.filters.items() if own is self)
        value: str = self.parent.data.get(next(names, ""), "")
        return value if len(value) < 19 else ""
