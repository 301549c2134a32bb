"""The MavenTech export, imported once for a module of tests; skipped, with the reason, where it is
not.

SAMPLE_DATA points to the folder that holds `maven/`. What a test changes is rolled back.
"""

import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from users.models import User

FILES = {
    "users": "sales_teams.csv",
    "products": "products.csv",
    "accounts": "accounts.csv",
    "deals": "sales_pipeline.csv",
}
MAPPINGS = Path(__file__).parent.parent / "docs" / "examples" / "maventech"


def folder() -> Path:
    """Where the data lies; skips the test when SAMPLE_DATA is not set."""
    place = os.environ.get("SAMPLE_DATA")
    if not place:
        pytest.skip("SAMPLE_DATA is not set: the MavenTech export is not part of the project.")
    return Path(place) / "maven"


def import_all(data: Path) -> None:
    for kind, name in FILES.items():
        mapping = MAPPINGS / f"{kind}.json"
        call_command("import_data", kind, data / name, mapping=mapping, stdout=StringIO())


@pytest.fixture(scope="module")
def maven_module(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[User]:
    data = folder()
    with (
        django_db_blocker.unblock(),
        override_settings(BASE_CURRENCY="USD"),
        transaction.atomic(),
    ):
        ada = User.objects.create_superuser("ada@crm.example", "Ada Admin")
        import_all(data)
        connection.check_constraints()  # once, not at the end of each test
        yield ada
        transaction.set_rollback(True)


@pytest.fixture
def maven(maven_module: User, db: None) -> User:
    """The administrator of a house that holds the whole export."""
    return User.objects.get(pk=maven_module.pk)
