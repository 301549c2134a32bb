"""Sets of rows by COPY and by one statement: every kind of value arrives as it left."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from accounts.models import Account
from crm.common.bulk import WORTH_COPYING, insert_rows, write_changes
from crm.common.history import event_models, history_context
from tests.cast import Cast

NASTY = 'tab\there, new\n\\.\nline, \\N, \\., back\\slash, return\r, “quote” "x", 😀'


@pytest.mark.parametrize("count", [WORTH_COPYING - 1, WORTH_COPYING])
def test_rows_arrive_as_they_left(cast: Cast, count: int) -> None:
    made = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    accounts = [
        Account(
            name=f"{number} {NASTY}",
            annual_revenue=Decimal("123456789012.34"),
            employees=None,
            sector=cast.sector,
            created_at=made,
            currency="SEK",
        )
        for number in range(count)
    ]
    with history_context(by=cast.ada, route="import"):
        insert_rows(Account, accounts)
    rows = Account.objects.filter(name__contains="tab")
    first = rows.get(name=f"0 {NASTY}")
    assert rows.count() == count
    assert (first.annual_revenue, first.employees) == (Decimal("123456789012.34"), None)
    assert (first.sector, first.created_at, first.version) == (cast.sector, made, 1)
    events = event_models()[Account]._default_manager.filter(name__contains="tab")
    assert events.filter(pgh_context__metadata__user=cast.ada.pk).count() == count


def test_only_the_changed_columns_are_written(cast: Cast) -> None:
    Account.objects.filter(pk=cast.oresund.pk).update(city="Malmö")
    write_changes(Account, [(cast.akero, {"city": "Lund"}), (cast.oresund, {"owner_id": None})])
    cast.oresund.refresh_from_db()
    assert (cast.oresund.city, cast.oresund.owner) == ("Malmö", None)
    cast.akero.refresh_from_db()
    assert (cast.akero.city, cast.akero.version) == ("Lund", 2)
