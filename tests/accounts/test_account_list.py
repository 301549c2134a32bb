"""The list of accounts: what it shows, how it is narrowed and sorted, what it costs."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Account, Sector
from tests.accounts.helpers import queries_of
from tests.cast import CANARY, Cast
from users.models import User


@pytest.fixture
def anna(cast: Cast, client_of: Callable[[User], Client]) -> Client:
    return client_of(cast.anna)


def test_the_list_shows_what_one_may_see(cast: Cast, anna: Client) -> None:
    page = anna.get("/accounts/").content.decode()
    assert cast.akero.name in page
    assert CANARY not in page


def test_the_list_sorts_as_swedes_do(cast: Cast, anna: Client) -> None:
    for name in ("Ömsint AB", "Ängel AB", "Zeta AB", "Ånge AB"):
        Account.objects.create(name=name, owner=cast.anna)
    response = anna.get("/accounts/", {"owner": cast.anna.pk})
    names = [account.name for account in response.context["page"].rows]
    assert names == ["Zeta AB", "Åkerö Hälsovård AB", "Ånge AB", "Ängel AB", "Ömsint AB"]


@pytest.mark.parametrize("text", ["åkerö", "ÅKERÖ", "hälso", "5560360793", "556036-07"])
def test_the_list_is_searched_by_name_or_number(cast: Cast, anna: Client, text: str) -> None:
    Account.objects.filter(pk=cast.akero.pk).update(org_number="5560360793")
    response = anna.get("/accounts/", {"q": text})
    assert list(response.context["page"].rows) == [cast.akero]


@pytest.mark.parametrize(
    "query", ["nonsense=1", "sort=owner__password", "owner=abc", "lifecycle=dead", "q=a%00b"]
)
def test_an_address_that_is_not_understood_answers_400(anna: Client, query: str) -> None:
    assert anna.get(f"/accounts/?{query}").status_code == 400


def test_a_foreign_owner_in_the_address_is_as_unknown_as_none(cast: Cast, anna: Client) -> None:
    assert anna.get(f"/accounts/?owner={cast.bea.pk}").status_code == 400
    assert anna.get("/accounts/?owner=999999").status_code == 400


def test_accounts_without_an_owner_can_be_listed(cast: Cast, anna: Client) -> None:
    response = anna.get("/accounts/?owner=none")
    assert list(response.context["page"].rows) == [cast.norrkoping]


@pytest.mark.parametrize("sort", ["name", "-owner", "sector", "country", "-team", "lifecycle"])
def test_every_sort_walks_through_all_rows_once(cast: Cast, anna: Client, sort: str) -> None:
    Account.objects.bulk_create(
        Account(name=f"Butik {number % 7}", owner=cast.anna) for number in range(60)
    )
    seen: list[int] = []
    address = f"/accounts/?sort={sort}"
    cursor = "start"
    while cursor:
        response = anna.get(address if cursor == "start" else f"{address}&cursor={cursor}")
        seen += [account.pk for account in response.context["page"].rows]
        cursor = response.context["page"].after
    assert len(seen) == len(set(seen)) == 62


def test_htmx_gets_the_table_alone(anna: Client) -> None:
    page = anna.get("/accounts/", headers={"hx-request": "true"})
    assert b"<html" not in page.content
    assert "HX-Request" in page.headers["Vary"]


@pytest.mark.parametrize("path", ["/accounts/", "/accounts/?sort=-owner", "/contacts/"])
def test_a_list_costs_the_same_with_ten_rows_and_a_thousand(
    cast: Cast, anna: Client, path: str
) -> None:
    cost = queries_of(anna, path)
    sector = Sector.objects.create(name="Handel")
    Account.objects.bulk_create(
        Account(name=f"Butik {number}", owner=cast.anna, team=cast.team_a, sector=sector)
        for number in range(1000)
    )
    assert queries_of(anna, path) == cost


def test_the_name_alone_is_a_choice_of_columns(cast: Cast, anna: Client) -> None:
    """Its box cannot be cleared, and a box like that is not sent."""
    page = anna.get("/accounts/?columns=name").content.decode()
    chooser = page.split('id="list-columns"')[1].split("</form>")[0]
    assert '<input type="hidden" name="columns" value="name">' in chooser
    assert chooser.count("checked") == 1
