"""The groups of a real export add up as its files do."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from accounts.groups import group_page
from accounts.models import Account
from deals.models import Outcome
from tests.maven import folder, maven, maven_module
from users.models import User

pytestmark = [pytest.mark.sample_data, pytest.mark.django_db]
__all__ = ["maven", "maven_module"]


def test_the_groups_add_up_as_the_files_do(maven: User) -> None:
    """Counted from the files alone: won values of each parent and of all below it."""
    parents = {row["account"]: row["subsidiary_of"] for row in _rows("accounts.csv")}
    won: dict[str, Decimal] = defaultdict(Decimal)
    for row in _rows("sales_pipeline.csv"):
        if row["deal_stage"] == "Won" and row["account"]:
            won[row["account"]] += Decimal(row["close_value"])
    assert sum(bool(parent) for parent in parents.values()) == 15
    for top in set(parents.values()) - {""}:
        below = [name for name, parent in parents.items() if parent == top]
        page = group_page(maven, Account.objects.get(name=below[0]))
        assert sorted(one.account.name for one in page.companies) == sorted([top, *below])
        cell = next(one for one in page.companies[0].cells if one.rollup.key == Outcome.WON)
        assert cell.own.value == won[top]
        assert cell.whole.value == won[top] + sum(won[name] for name in below)


def _rows(name: str) -> list[dict[str, str]]:
    with Path(folder() / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))
