"""The API of this room: all read, heads and administrators write."""

from django.utils import timezone

from catalog.filters import RateFilter
from catalog.models import Category, ExchangeRate, Product
from catalog.serializers import (
    CategorySerializer,
    NewRateSerializer,
    ProductSerializer,
    RateSerializer,
)
from catalog.services import (
    create_product,
    delete_category,
    delete_products,
    delete_rate,
    enter_rate,
    named_category,
    rename_category,
    update_product,
)
from crm.common.api.filters import NamedFilter
from users.api_records import Adds, Changes, M, Removes, Values
from users.models import User


class KeptByHeads(Adds[M], Changes[M], Removes[M]):
    def writes(self, user: User) -> bool:
        return user.leads


class ProductViews(KeptByHeads[Product]):
    model = Product
    record_list = "products"
    serializer_class = ProductSerializer

    def add(self, values: Values) -> Product:
        self.refuse_known(name__iexact=values["name"])
        return create_product(values)  # type: ignore[arg-type] # as validated

    def change(self, record: Product, values: Values) -> Product:
        if "name" in values:
            self.refuse_known(record.pk, name__iexact=values["name"])
        return update_product(record.pk, record.version, values, by=self.user)  # type: ignore[arg-type] # as validated

    def remove(self, record: Product) -> None:
        delete_products([record.pk], by=self.user, at=timezone.now())


class CategoryViews(KeptByHeads[Category]):
    model = Category
    serializer_class = CategorySerializer
    filter_class = NamedFilter
    sorts = {"name": ("sort_key", "pk")}

    def add(self, values: Values) -> Category:
        self.refuse_known(name__iexact=values["name"])
        return named_category(values["name"])

    def change(self, record: Category, values: Values) -> Category:
        name = values.get("name", record.name)
        return rename_category(record.pk, record.version, name, by=self.user)

    def remove(self, record: Category) -> None:
        delete_category(record, at=timezone.now())


class RateViews(KeptByHeads[ExchangeRate]):
    model = ExchangeRate
    serializer_class = RateSerializer
    new_class = NewRateSerializer
    filter_class = RateFilter
    sorts = {"day": ("day", "currency", "pk"), "currency": ("currency", "-day", "pk")}
    default_sort = "-day"

    def add(self, values: Values) -> ExchangeRate:
        self.refuse_known(currency=values["currency"], day=values["day"])
        source = values.get("source", "")
        return enter_rate(values["currency"], values["day"], values["rate"], source)

    def change(self, record: ExchangeRate, values: Values) -> ExchangeRate:
        rate = values.get("rate", record.rate)
        return enter_rate(record.currency, record.day, rate, values.get("source", record.source))

    def remove(self, record: ExchangeRate) -> None:
        delete_rate(record, at=timezone.now())
