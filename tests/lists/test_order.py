"""Rows without the value by which a list is sorted come last, whichever way it is sorted."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import Account, Sector
from catalog.models import Product
from deals.models import Deal
from tests.cast import Cast
from tests.crowds import insert_accounts, insert_deals, insert_products
from users.models import User

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
MANY = 60


def walked(client: Client, address: str) -> list[Any]:
    """The records of all pages."""
    found: list[Any] = []
    cursor = ""
    while True:
        page = client.get(f"{address}&cursor={cursor}").context["page"]
        found += page.rows
        if not page.after:
            return found
        cursor = page.after


def assert_missing_last(rows: list[Any], name: str, *, down: bool) -> None:
    values = [getattr(row, name) for row in rows]
    known = [value for value in values if value is not None]
    assert 0 < len(known) < len(values) == len({row.pk for row in rows}) == MANY
    assert values == sorted(known, reverse=down) + [None] * (len(values) - len(known))


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize(
    ("sort", "name"),
    [
        ("engaged", "engaged_on"),
        ("expected", "expected_close_on"),
        ("value", "value"),
        ("account", "account"),
    ],
)
def test_deals_without_it_come_last(
    cast: Cast,
    client_of: ClientOf,
    sort: str,
    name: str,
    down: bool,  # noqa: FBT001 - a case
) -> None:
    for index, deal in enumerate(insert_deals(cast, MANY)):
        day = date(2026, 1, 1) + timedelta(days=index * 7 % 31)
        has = index % 3 > 0
        Deal.objects.filter(pk=deal.pk).update(
            engaged_on=day if has else None,
            expected_close_on=day if has else None,
            value=Decimal(index % 7) if has else None,
            account=cast.akero if has else None,
        )
    address = f"/deals/?q=Crowd&sort={'-' if down else ''}{sort}"
    rows = walked(client_of(cast.anna), address)
    if name != "account":
        assert_missing_last(rows, name, down=down)
    assert [row.account is None for row in rows] == [False] * 40 + [True] * 20


@pytest.mark.parametrize("down", [False, True])
def test_accounts_and_products_too(
    cast: Cast,
    client_of: ClientOf,
    down: bool,  # noqa: FBT001 - a case
) -> None:
    sign, sector = "-" if down else "", Sector.objects.create(name="Ölbryggare")
    accounts = insert_accounts(cast, MANY)
    Account.objects.filter(pk__in=[one.pk for one in accounts[::2]]).update(sector=sector)
    Account.objects.filter(pk__in=[one.pk for one in accounts[::4]]).update(sector=cast.sector)
    rows = walked(client_of(cast.anna), f"/accounts/?q=Crowd&sort={sign}sector")
    assert [row.sector is None for row in rows] == [False] * 30 + [True] * 30
    for index, product in enumerate(insert_products(cast, MANY)):
        price = Decimal(index % 5) if index % 2 else None
        Product.objects.filter(pk=product.pk).update(list_price=price)
    rows = walked(client_of(cast.anna), f"/products/?q=Crowd&sort={sign}price")
    assert_missing_last(rows, "list_price", down=down)


def test_one_walks_over_the_gap_from_record_to_record(cast: Cast, client_of: ClientOf) -> None:
    first, second, third = insert_deals(cast, 3)
    Deal.objects.filter(pk__in=[first.pk, third.pk]).update(expected_close_on=None)
    Deal.objects.filter(pk=second.pk).update(expected_close_on=date(2026, 5, 1))
    client = client_of(cast.anna)
    for sort, order in (
        ("expected", [second, first, third]),
        ("-expected", [second, third, first]),
    ):
        for place, deal in enumerate(order):
            query = {"q": "Crowd", "sort": sort}
            found = client.get(f"/lists/deals/around/{deal.pk}/", query).context["around"]
            assert (found.position, bool(found.after)) == (place + 1, place < 2)
