"""An import as a whole: the dry run is true, all or nothing is written, and never twice."""

from typing import Any

import pytest
from django.db import IntegrityError, connection

from catalog.models import Product
from crm.common.errors import BusinessRuleError
from crm.common.history import event_models
from crm.common.undo import undo
from exchange.importing.kinds.products import ProductKind
from exchange.importing.report import ImportReport
from exchange.readers import ReadError
from tests.cast import Cast
from tests.exchange.helpers import NOW, Importer, same
from tests.exchange.test_import_deals import HEADER, LOST, MAPPING, NEW, OPEN, WON, declared
from users.models import User

PIPELINE: dict[str, Any] = {
    "name": "Ny",
    "stages": [
        {"name": "Kvalificering", "probability": 10},
        {"name": "Offert", "probability": 50},
        {"name": "Vunnen", "kind": "won"},
        {"name": "Förlorad", "kind": "lost"},
    ],
}
USERS: dict[str, Any] = {
    "columns": {"full_name": "name", "team": "team", "head": "head"},
    "templates": {"email": "{first}.{last}@firm.example"},
    "declare": {"teams": True, "heads": True},
}
FILES: list[tuple[str, str, dict[str, Any]]] = [
    ("users", "name,team,head\nAsa Ek,Norr,Bo Ek\nUlf Ek,Syd,Ann Ek\n", USERS),
    (
        "products",
        "name,price\nA,1\nSERVICEAVTAL,2\n",
        {"columns": same("name", list_price="price")},
    ),
    (
        "accounts",
        "name,parent\nB,A\nA,\nÅkerö Hälsovård AB,A\n",
        {"columns": same("name", "parent")},
    ),
    ("contacts", "full_name,email\nNy,ny@x.example\n", {"columns": same("full_name", "email")}),
    ("deals", HEADER + OPEN + WON + LOST + NEW, declared(PIPELINE)),
]


def rows_of_all_tables() -> dict[str, set[tuple[str, str]]]:
    """Where each business row and each row of history lies, and which transaction wrote it."""
    found = {}
    for pair in event_models().items():
        for model in pair:
            name = model._meta.db_table
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT ctid::text, xmin::text FROM {name}")  # noqa: S608 - a table of ours
                found[name] = set(cursor.fetchall())
    return found


def told_of(report: ImportReport) -> tuple[Any, ...]:
    return (report.counts, report.declared, report.replaced, report.notices, report.problems)


@pytest.mark.parametrize(("kind", "text", "mapping"), FILES)
def test_the_dry_run_tells_what_the_import_does_and_writes_nothing(
    importer: Importer, kind: str, text: str, mapping: dict[str, Any]
) -> None:
    before = rows_of_all_tables()
    dry = importer(kind, text, dry_run=True, **mapping)
    assert rows_of_all_tables() == before
    real = importer(kind, text, **mapping)
    assert told_of(dry) == told_of(real)
    assert (dry.written, real.written) == (False, True)
    assert rows_of_all_tables() != before


@pytest.mark.parametrize(("kind", "text", "mapping"), FILES)
def test_the_second_import_writes_no_row(
    importer: Importer, kind: str, text: str, mapping: dict[str, Any]
) -> None:
    importer(kind, text, **mapping)
    before = rows_of_all_tables()
    again = importer(kind, text, **mapping)
    assert (again.counts.created, again.counts.updated) == (0, 0)
    assert again.counts.unchanged == again.counts.rows
    assert rows_of_all_tables() == before


@pytest.mark.parametrize(("kind", "text", "mapping"), FILES)
def test_one_bad_row_keeps_everything_out(
    importer: Importer, kind: str, text: str, mapping: dict[str, Any]
) -> None:
    before = rows_of_all_tables()
    cells = text.split("\n")[0].count(",") + 1
    report = importer(kind, text + ",".join(["x" * 100_001] * cells), **mapping)
    assert [problem.code for problem in report.problems] == ["long_cell"]
    assert rows_of_all_tables() == before


def test_all_changes_are_one_history_context_that_can_be_undone(
    importer: Importer, cast: Cast
) -> None:
    names = set(Product.objects.values_list("name", flat=True))
    importer("products", FILES[1][1], **FILES[1][2])
    events = event_models()[Product]._default_manager.order_by("-pgh_id")[:2]
    (context,) = {event.pgh_context for event in events}
    assert context.metadata["route"] == "import"
    assert context.metadata["user"] == cast.ada.pk
    assert context.metadata["file"] == "products.csv"
    undo(context.pk, by=cast.ada, at=NOW)
    assert set(Product.objects.values_list("name", flat=True)) == names


def test_only_an_administrator_imports(importer: Importer, cast: Cast) -> None:
    for person in (cast.anna, cast.hedda, cast.rut):
        importer.by = person
        with pytest.raises(BusinessRuleError, match="Only an administrator"):
            importer(*FILES[1][:2], **FILES[1][2])
    User.objects.filter(pk=cast.ada.pk).update(is_active=False)
    cast.ada.refresh_from_db()
    importer.by = cast.ada
    with pytest.raises(BusinessRuleError, match="Only an administrator"):
        importer(*FILES[1][:2], **FILES[1][2])


def test_what_the_database_refuses_is_told_and_nothing_stays(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = ProductKind.create

    def twice(kind: ProductKind, rows: Any) -> None:
        create(kind, rows)
        Product.objects.create(name="a")

    monkeypatch.setattr(ProductKind, "create", twice)
    with pytest.raises(BusinessRuleError, match="product_name_unique") as caught:
        importer("products", FILES[1][1], **FILES[1][2])
    assert isinstance(caught.value.__cause__, IntegrityError)
    assert not Product.objects.filter(name__iexact="a").exists()


def test_rows_beyond_a_batch_are_judged_after_the_first_problem(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exchange.importing.staging.BATCH", 2)
    bad = "".join(OPEN.replace("1,", f"{number},", 1).replace("Offert", "X") for number in (5, 6))
    last = WON.replace("2,", "9,", 1).replace("2026-04-02", "2026-01-02")
    report = importer("deals", HEADER + WON + LOST + bad + NEW + last, **MAPPING)
    assert [(problem.code, problem.count) for problem in report.problems] == [
        ("unknown", 2),
        ("rule", 1),
    ]
    assert report.counts.created == 3
    assert not report.written


def test_hundreds_of_different_problems_are_told_within_bounds(importer: Importer) -> None:
    text = "name,employees\n" + "".join(f"A{number},many{number}\n" for number in range(700))
    report = importer("accounts", text, columns=same("name", "employees"))
    assert (len(report.problems), report.more_problems, report.counts.refused) == (500, 200, 700)


def test_statements_grow_with_batches_not_with_rows(
    importer: Importer, django_assert_max_num_queries: Any
) -> None:
    text = "name,price\n" + "".join(f"P{number},1\n" for number in range(1500))
    with django_assert_max_num_queries(40):
        importer("products", text, columns=same("name", list_price="price"))


def test_a_file_that_breaks_off_in_the_middle_is_told_with_its_row(importer: Importer) -> None:
    text = "name,price\n" + "".join(f"P{number},1\n" for number in range(3000)) + '"P,1\n'
    with pytest.raises(ReadError, match=r"Row 3002.*quotation marks"):
        importer("products", text, columns=same("name", list_price="price"))
    assert not Product.objects.filter(name="P1").exists()
