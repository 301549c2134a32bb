"""Products with categories and list prices."""

from decimal import Decimal
from typing import Any

from catalog.models import Category, Product
from tests.exchange.helpers import Importer, same, told

MAPPING: dict[str, Any] = {
    "columns": same("name", "category", list_price="price"),
    "defaults": {"currency": "SEK"},
    "declare": {"categories": ["Bord"]},
}


def test_products_and_declared_categories_are_created(importer: Importer) -> None:
    report = importer("products", "name,category,price\nA,Bord,10.50\nB,tjänster,\n", **MAPPING)
    assert [(one.what, one.name) for one in report.declared] == [("category", "Bord")]
    table = Product.objects.get(name="A")
    assert (table.list_price, table.currency, str(table.category)) == (
        Decimal("10.5"),
        "SEK",
        "Bord",
    )
    assert Product.objects.get(name="B").list_price is None


def test_a_category_that_is_not_declared_is_refused_with_the_nearest(importer: Importer) -> None:
    report = importer("products", "name,category,price\nA,Bordd,1\n", **MAPPING)
    assert told(report) == [("category", "unknown", 1)]
    assert report.problems[0].nearest == "Bord"
    assert not Category.objects.filter(name="Bord").exists()


def test_a_changed_price_is_the_only_thing_written(importer: Importer) -> None:
    importer("products", "name,category,price\nA,Bord,1\nB,Bord,2\n", **MAPPING)
    before = dict(Product.objects.values_list("name", "version"))
    report = importer("products", "name,category,price\na,Bord,1\nB,Bord,3\n", **MAPPING)
    assert report.counts.changed_fields == {"list_price": 1, "name": 1}
    after = dict(Product.objects.values_list("name", "version"))
    assert (after["a"], after["B"]) == (before["A"] + 1, before["B"] + 1)


def test_an_empty_cell_and_a_default_leave_what_is_there(importer: Importer) -> None:
    importer("products", "name,category,price\nA,Bord,1\n", **MAPPING)
    Product.objects.filter(name="A").update(currency="EUR")
    report = importer("products", "name,category,price\nA,,\n", **MAPPING)
    assert report.counts.unchanged == 1
    assert Product.objects.get(name="A").currency == "EUR"


def test_the_same_product_twice_is_refused(importer: Importer) -> None:
    report = importer("products", "name,category,price\nA,Bord,1\na ,Bord,2\n", **MAPPING)
    assert told(report) == [("name", "repeated", 2)]
    assert report.counts.refused == 2


def test_a_product_renamed_elsewhere_keeps_its_identifier(importer: Importer) -> None:
    columns: dict[str, Any] = {
        "columns": same("external_id", "name"),
        "defaults": {"currency": "SEK"},
    }
    importer("products", "external_id,name\n1,A\n2,B\n", **columns)
    report = importer("products", "external_id,name\n1,B\n", **columns)
    assert [problem.code for problem in report.problems] == ["conflict"]
    report = importer("products", "external_id,name\n1,C\n", **columns)
    assert report.counts.changed_fields == {"name": 1}
