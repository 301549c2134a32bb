"""An import killed in the middle leaves nothing half, and can simply be started again."""

import json
from pathlib import Path

import pytest

from catalog.models import Category, Product
from crm.common.history import event_models
from exchange.importing.staging import BATCH
from tests.cast import Cast
from tests.faults.processes import start

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
ROWS = BATCH + 500


def arguments(folder: Path) -> list[str]:
    data, mapping = folder / "products.csv", folder / "mapping.json"
    data.write_text("name,category\n" + "".join(f"Product {n},Ny\n" for n in range(ROWS)))
    mapping.write_text(
        json.dumps(
            {
                "version": 1,
                "kind": "products",
                "columns": {"name": "name", "category": "category"},
                "defaults": {"currency": "SEK"},
                "declare": {"categories": ["Ny"]},
            }
        )
    )
    return ["manage", "import_data", "products", str(data), "--mapping", str(mapping)]


@pytest.mark.parametrize("failpoint", ["import.after_batch", "import.before_commit"])
def test_a_killed_import_leaves_nothing_and_can_be_repeated(
    cast: Cast, tmp_path: Path, failpoint: str
) -> None:
    command = arguments(tmp_path)
    events = event_models()[Product]._default_manager
    before = (Product.objects.count(), events.count(), Category.objects.count())

    assert start(*command, CRM_FAILPOINTS=f"{failpoint}=kill").wait(120) == -9
    assert (Product.objects.count(), events.count(), Category.objects.count()) == before

    assert start(*command).wait(120) == 0
    assert Product.objects.filter(category__name="Ny").count() == ROWS
    assert start(*command).wait(120) == 0
    assert events.count() == before[1] + ROWS
