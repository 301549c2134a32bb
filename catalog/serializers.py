"""Products, categories and exchange rates as the API shows and takes them."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from catalog.models import Category, ExchangeRate, Product
from crm.common.api.fields import RecordField, seen
from crm.common.api.serializers import RecordSerializer, tidy
from crm.common.currencies import base_currency


class CategorySerializer(RecordSerializer[Category]):
    class Meta:
        model = Category
        fields = ("id", "version", "name", "created_at", "updated_at")
        read_only_fields = ("version", "created_at", "updated_at")

    def validate_name(self, text: str) -> str:
        return tidy(text)


class ProductSerializer(RecordSerializer[Product]):
    category = RecordField(seen(Category), allow_null=True, required=False)

    class Meta:
        model = Product
        fields = (
            "id",
            "version",
            "external_id",
            "name",
            "category",
            "list_price",
            "currency",
            "is_active",
            "description",
            "created_at",
            "updated_at",
        )
        read_only_fields = ("version", "created_at", "updated_at")

    def validate_name(self, text: str) -> str:
        return tidy(text)


class NewRateSerializer(RecordSerializer[ExchangeRate]):
    class Meta:
        model = ExchangeRate
        fields = ("id", "version", "currency", "day", "rate", "source")
        read_only_fields: tuple[str, ...] = ("version",)
        extra_kwargs = {"currency": {"required": True}}

    def validate_currency(self, code: str) -> str:
        if code == base_currency():
            raise ValidationError(_("Rates are of other currencies than the base currency."))
        return code


class RateSerializer(NewRateSerializer):
    """A rate of another currency or day is another rate."""

    class Meta(NewRateSerializer.Meta):
        read_only_fields = ("version", "currency", "day")
        extra_kwargs = {}
