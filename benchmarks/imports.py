"""Files of 10,000 rows, imported as `bin/manage import_data` does, and taken back."""

import csv
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from accounts.models import Account
from benchmarks.work import Done
from catalog.models import Product
from deals.models import Pipeline, Stage
from exchange.mapping.parse import parse_mapping
from exchange.services import ImportRequest, import_file
from users.models import Role, User

ROWS = 10_000
ACCOUNTS = ("name", "city", "country", "employees", "external_id", "owner", "lifecycle")
DEALS = ("name", "account", "owner", "product", "stage", "engaged_on", "value", "external_id")


def imports(rows: int = ROWS) -> Iterator[Done]:
    owners = list(
        User.objects.in_role(Role.MANAGER).order_by("pk").values_list("email", flat=True)
    )
    yield _imported("accounts", ACCOUNTS, list(_accounts(rows, owners)))
    pipeline = Pipeline.objects.order_by("position")[0].name
    defaults = {"currency": "SEK", "pipeline": pipeline}
    deals = list(_deals(rows, owners))
    yield _imported("deals", DEALS, deals, defaults=defaults, dates="YYYY-MM-DD")


def _accounts(rows: int, owners: Sequence[str]) -> Iterator[Sequence[Any]]:
    for number in range(rows):
        owner = owners[number % len(owners)]
        name = f"Importerade Prov {number} AB"
        yield name, "Gävle", "SE", 10 + number % 90, f"benchmark-{number}", owner, "prospect"


def _deals(rows: int, owners: Sequence[str]) -> Iterator[Sequence[Any]]:
    single = Account.objects.values("name").annotate(count=Count("pk")).filter(count=1)
    names = list(single.order_by("name").values_list("name", flat=True)[:rows])
    products = list(Product.objects.order_by("pk").values_list("name", flat=True))
    stage = Stage.objects.open().order_by("position")[0].name
    for number in range(rows):
        yield (
            f"Prov {number}",
            names[number % len(names)],
            owners[number % len(owners)],
            products[number % len(products)],
            stage,
            "2026-10-01",
            1000 + number,
            f"benchmark-{number}",
        )


def _imported(
    kind: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], **sections: Any
) -> Done:
    """From opening the file to the last constraint; the transaction is then rolled back."""
    document = {
        "version": 1,
        "kind": kind,
        "columns": {name: name for name in columns},
        "numbers": {"decimal": "."},
        **sections,
    }
    admin = User.objects.active().in_role(Role.ADMIN).order_by("pk")[0]
    mapping = parse_mapping(document, kind)
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = Path(folder) / f"{kind}.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([columns, *rows])
        begun = perf_counter()
        report = import_file(ImportRequest(path, mapping, admin, timezone.now(), dry_run=False))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        seconds = perf_counter() - begun
        transaction.set_rollback(True)
    if not report.written:
        raise RuntimeError(f"The import of {kind} was refused: {report.problems[:3]}")
    return Done(f"CSV import of {kind}", len(rows), "rows", seconds)
