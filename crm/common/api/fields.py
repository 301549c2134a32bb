"""Fields that take exactly the JSON type they say, and links to records that the writer may see.

DRF reads `5` as text and "5" as a number; here a wrong type is told, so that the description of
the API is exact.
"""

import re
from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

GREATEST = 2**63 - 1
RECORD = {
    "type": "integer",
    "format": "int64",
    "minimum": 1,
    "maximum": GREATEST,
    "example": 42,
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Rows = Callable[[Any], QuerySet[Any]]


def seen(model: type[Model]) -> Rows:
    """All rows of the model that somebody sees."""

    def rows(user: Any) -> QuerySet[Any]:
        every: Any = model._default_manager.all()
        found: QuerySet[Any] = every.visible_to(user)
        return found

    return rows


class TextField(serializers.CharField):
    """Line ends are stored as \\n."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data.replace("\r\n", "\n"))


class WholeNumberField(serializers.IntegerField):
    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class FlagField(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class AmountField(serializers.DecimalField):
    """A decimal number as text, such as "1234.50": JSON's numbers would make a float of it."""

    default_error_messages = {"not_text": _("Send the number as text, such as “1234.50”.")}

    @property
    def pattern(self) -> str:
        places = self.decimal_places or 0
        whole = (self.max_digits or 18) - places
        return rf"^[0-9]{{1,{whole}}}(\.[0-9]{{1,{places}}})?$"

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or not re.fullmatch(self.pattern, data):
            self.fail("not_text")
        return super().to_internal_value(data)


class CodeField(serializers.ChoiceField):
    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=str(data)[:40])
        return super().to_internal_value(data)


class DayField(serializers.DateField):
    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or not _DAY.fullmatch(data):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(data)


@extend_schema_field(RECORD)
class RecordField(serializers.Field[Any, Any, Any, Any]):
    """The number of a record out of `rows(user)`: any other one does not exist.

    What a record links to already may stay, also when the writer does not see it.
    """

    default_error_messages = {
        "invalid": _("Send the number of a record."),
        "does_not_exist": _("There is no record with this number."),
    }

    def __init__(self, rows: Rows, **options: Any) -> None:
        self.rows = rows
        super().__init__(**options)

    def get_attribute(self, instance: Any) -> Any:
        return getattr(instance, f"{self.source}_id")

    def to_representation(self, value: Any) -> Any:
        return value

    def to_internal_value(self, data: Any) -> Model:
        if isinstance(data, bool) or not isinstance(data, int) or not 0 < data <= GREATEST:
            self.fail("invalid")
        found = self.rows(self.context["request"].user).filter(pk=data).first()
        kept = self._kept(data) if found is None else found
        if kept is None:
            self.fail("does_not_exist")
        return kept

    def _kept(self, data: int) -> Model | None:
        instance = getattr(self.parent, "instance", None)
        if isinstance(instance, Model) and getattr(instance, f"{self.source}_id", None) == data:
            kept: Model | None = getattr(instance, self.source or "")
            return kept
        return None
