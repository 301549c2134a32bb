"""Shapes of requests and answers: what is not named, or not to be written, is refused."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.validators import UniqueValidator

from crm.common.api.fields import (
    AmountField,
    CodeField,
    DayField,
    FlagField,
    TextField,
    WholeNumberField,
)

M = TypeVar("M", bound=models.Model)


class StrictSerializer(serializers.Serializer[Any]):
    """Unknown and read-only names are errors, so a misspelt one is never ignored.

    With `patch` in the context any name may be left out; DRF's `partial` would say so of the
    shapes inside, too.
    """

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        inside: Any = self.parent
        if inside is None and self.context.get("patch"):
            for field in fields.values():
                field.required = False
        return fields

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            writable = {field.field_name for field in self._writable_fields}
            if unknown := sorted(set(data) - writable):
                refused = {name: [_("This cannot be set.")] for name in unknown}
                raise serializers.ValidationError(refused)
        return super().to_internal_value(data)


class RecordSerializer(StrictSerializer, serializers.ModelSerializer[M]):
    """A record. Uniqueness is the business of the matcher and of the table, not of a field."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: TextField,
        models.TextField: TextField,
        models.PositiveIntegerField: WholeNumberField,
        models.PositiveSmallIntegerField: WholeNumberField,
        models.BooleanField: FlagField,
        models.DecimalField: AmountField,
        models.DateField: DayField,
    }
    serializer_choice_field = CodeField

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        field_class, options = super().build_standard_field(field_name, model_field)
        kept = [
            check
            for check in options.get("validators", [])
            if not isinstance(check, UniqueValidator)
        ]
        if "validators" in options:
            options["validators"] = kept
        return field_class, options

    def get_validators(self) -> list[Any]:
        return []


def many(
    shape: type[serializers.BaseSerializer[Any]], most: int, **options: Any
) -> serializers.Field[Any, Any, Any, Any]:
    """Some of a shape inside another one, `most` at most."""
    shape_of_many: Any = shape
    field: serializers.Field[Any, Any, Any, Any] = shape_of_many(
        many=True, max_length=most, **options
    )
    return field


def tidy(text: str) -> str:
    """A name without blanks too many."""
    return " ".join(text.split())
