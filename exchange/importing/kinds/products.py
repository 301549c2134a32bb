"""Products with their categories."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from catalog.models import Category, Product
from crm.common.bulk import create_records, write_changes
from crm.common.matching import Match, by_identifier, by_name, match, normal_name
from exchange.importing.declaring import declare_names
from exchange.importing.kind import Change, Kind
from exchange.importing.staging import StagedRow
from exchange.mapping.mapper import MappedRow

KEYS = (by_identifier(), by_name("name", decisive=True))


class ProductKind(Kind[Product]):
    model = Product
    links = ("category",)
    columns = {
        name: name
        for name in ("external_id", "name", "list_price", "currency", "description", "is_active")
    }

    def file_keys(self, row: MappedRow) -> list[str]:
        values = row.filled | row.given
        keys = [f"name|{normal_name(str(values.get('name', '')))}"]
        if "external_id" in values:
            keys.append(f"external_id|{values['external_id']}")
        return keys

    def declare(self) -> None:
        categories = Category.objects.visible_to(self.task.by)
        declare_names(self.task, categories, "category", self.task.mapping.declare.categories)

    def match(self, rows: Sequence[StagedRow]) -> list[Match]:
        wanted = [{key.name: row.text(key.name) for key in KEYS} for row in rows]
        return match(Product.objects.visible_to(self.task.by), KEYS, wanted)

    def records(self, pks: Sequence[int]) -> QuerySet[Product]:
        return Product.objects.editable_by(self.task.by).filter(pk__in=pks)

    def create(self, rows: Sequence[tuple[StagedRow, dict[str, Any]]]) -> None:
        create_records(Product, [Product(pk=row.pk, **values) for row, values in rows])

    def change(self, changes: Sequence[Change[Product]]) -> None:
        write_changes(Product, [(change.record, change.values) for change in changes])
