"""Previous and next on a record's page, in the list that one came from."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accounts.models import Account
from tests.cast import Cast
from users.models import User

ClientOf = Callable[[User], Client]


@pytest.fixture
def shops(cast: Cast) -> list[Account]:
    return [
        Account.objects.create(name=f"Butik {n}", owner=cast.anna, city=f"Stad {n % 3}")
        for n in range(6)
    ]


def test_the_way_through_a_list_is_the_lists_own(
    cast: Cast, shops: list[Account], client_of: ClientOf
) -> None:
    client = client_of(cast.anna)
    listed = client.get("/accounts/?q=butik&sort=-city").context["listing"].rows
    walked, address = [], listed[0].url
    for position in range(1, 7):
        split = urlsplit(address)
        pk = int(split.path.strip("/").split("/")[-1])
        walked.append(pk)
        assert client.get(address).status_code == 200
        found = client.get(f"/lists/accounts/around/{pk}/?{split.query}").context["around"]
        assert (found.position, found.total) == (position, 6)
        assert bool(found.before) == (position > 1)
        address = found.after
    assert address == ""
    assert walked == [row.record.pk for row in listed]


def test_the_page_leads_back_to_the_list_as_it_was(
    cast: Cast, shops: list[Account], client_of: ClientOf
) -> None:
    client = client_of(cast.anna)
    page = client.get(f"/accounts/{shops[0].pk}/?in=accounts&q=butik&sort=-name").content.decode()
    assert 'href="/accounts/?q=butik&amp;sort=-name"' in page
    assert f"/lists/accounts/around/{shops[0].pk}/?q=butik&amp;sort=-name" in page
    plain = client.get(f"/accounts/{shops[0].pk}/?in=deals&q=butik").content.decode()
    assert "around" not in plain
    assert 'href="/accounts/"' in plain


def test_a_record_that_left_the_list_has_its_neighbours_still(
    cast: Cast, shops: list[Account], client_of: ClientOf
) -> None:
    Account.objects.filter(pk=shops[2].pk).update(city="Lund")
    client = client_of(cast.anna)
    where = '{"all":[["city","begins","Stad"],["name","begins","butik"]]}'
    address = f"/lists/accounts/around/{shops[2].pk}/?where={where}"
    found = client.get(address).context["around"]
    ends = [urlsplit(url).path for url in (found.before, found.after)]
    assert ends == [f"/accounts/{shops[1].pk}/", f"/accounts/{shops[3].pk}/"]
    assert found.position == 0
    assert parse_qs(urlsplit(found.after).query)["where"] == [where]


def test_neighbours_are_those_one_sees(cast: Cast, client_of: ClientOf) -> None:
    """Öresund stands last, and Anna does not see it."""
    client = client_of(cast.anna)
    found = client.get(f"/lists/accounts/around/{cast.akero.pk}/").context["around"]
    assert found.after == ""
    assert client.get(f"/lists/accounts/around/{cast.oresund.pk}/").status_code == 404
    found = client_of(cast.ada).get(f"/lists/accounts/around/{cast.akero.pk}/").context["around"]
    assert str(cast.oresund.pk) in found.after


@pytest.mark.parametrize("query", ["nonsense=1", "where=x", "sort=x"])
def test_a_list_that_is_not_understood_is_refused(
    cast: Cast, client_of: ClientOf, query: str
) -> None:
    address = f"/lists/accounts/around/{cast.akero.pk}/?{query}"
    assert client_of(cast.anna).get(address).status_code == 400


@pytest.mark.parametrize("key", ["contacts", "deals", "products"])
def test_every_list_has_neighbours(cast: Cast, client_of: ClientOf, key: str) -> None:
    records: dict[str, Any] = {
        "contacts": cast.eva,
        "deals": cast.akero_deal,
        "products": cast.product,
    }
    client = client_of(cast.ada)
    assert client.get(f"/lists/{key}/around/{records[key].pk}/").status_code == 200
    page = client.get(f"{records[key].get_absolute_url()}?in={key}")
    assert f"/lists/{key}/around/" in page.content.decode()
