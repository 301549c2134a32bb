"""The filter builder: built by form, ending in the address of a list."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from crm.common.lists.where import operands
from crm.common.lists.where.parsing import loaded
from tests.cast import CANARY, Cast
from users.models import User

URL = "/lists/accounts/filter/"


@pytest.fixture
def anna(cast: Cast, client_of: Callable[[User], Client]) -> Client:
    return client_of(cast.anna)


def where_of(answer: Any) -> object:
    query = parse_qs(urlsplit(answer["Location"]).query)
    return loaded(query["where"][0])


def line(number: int, field: str, op: str, *values: str, group: str = "") -> dict[str, Any]:
    return {
        f"in-{number}": group,
        f"field-{number}": field,
        f"op-{number}": op,
        f"value-{number}": list(values),
    }


def test_conditions_and_groups_become_an_address(anna: Client) -> None:
    sent: dict[str, Any] = {
        "sent": 1,
        "apply": 1,
        "query": "sort=-name&cursor=x",
        "row": [0, 1, 2],
        "mode": "all",
        "mode1": "any",
        **line(0, "owner", "any", "me"),
        **line(1, "employees", "min", "1 200,5", group="1"),
        **line(2, "created", "last", "30", group="1"),
    }
    answer = anna.get(URL, sent)
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer["Location"]).query)["sort"] == ["-name"]
    assert "cursor" not in answer["Location"]
    assert where_of(answer) == {
        "all": [
            ["owner", "any", ["me"]],
            {"any": [["employees", "min", "1200.5"], ["created", "last", 30]]},
        ]
    }
    assert anna.get(answer["Location"]).status_code == 200


def test_what_a_list_has_comes_back_into_the_form(anna: Client) -> None:
    inner = '{"all":[["created","last",30],["lifecycle","any",["key"]]]}'
    where = f'{{"any":[["city","is","Lund"],{inner}]}}'
    form = anna.get(URL, {"query": f"where={where}"}).context["form"]
    assert form.json == loaded(where)


@pytest.mark.parametrize(
    ("sent", "count"),
    [({"add": ""}, 2), ({"group": "1"}, 2), ({"remove": "0"}, 0), ({}, 1)],
)
def test_lines_are_added_and_removed(anna: Client, sent: dict[str, str], count: int) -> None:
    asked: dict[str, Any] = {"sent": 1, "row": 0, **line(0, "city", "is", "Lund"), **sent}
    answer = anna.get(URL, asked)
    assert len(answer.context["form"].lines) == count
    assert answer.status_code == 200


def test_an_unfinished_condition_is_told_beside_it(anna: Client) -> None:
    sent: dict[str, Any] = {"sent": 1, "apply": 1, "row": 0, **line(0, "city", "is", "")}
    answer = anna.get(URL, sent)
    assert answer.status_code == 422
    assert "Enter a text" in answer.content.decode()


def test_all_conditions_removed_is_the_whole_list(anna: Client) -> None:
    sent: dict[str, Any] = {"sent": 1, "apply": 1, "query": "owner=none&where="}
    answer = anna.get(URL, sent)
    assert answer["Location"] == "/accounts/?owner=none"


def test_htmx_goes_to_the_list_as_a_whole(anna: Client) -> None:
    sent: dict[str, Any] = {"sent": 1, "apply": 1, "row": 0, **line(0, "city", "is", "Lund")}
    answer = anna.get(URL, sent, headers={"hx-request": "true"})
    assert answer["HX-Redirect"].startswith("/accounts/?where=")


def test_only_known_colleagues_are_offered(anna: Client) -> None:
    sent: dict[str, Any] = {"sent": 1, "row": 0, **line(0, "owner", "any")}
    page = anna.get(URL, sent).content.decode()
    assert "Arvid Ask" in page
    assert CANARY not in page


def test_who_is_chosen_stays_so_behind_all_that_is_offered(
    anna: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operands, "OFFERED", 1)
    chosen = [str(cast.arvid.pk), str(cast.hedda.pk), str(cast.bea.pk)]
    page = anna.get(URL, {"sent": 1, "row": 0, **line(0, "owner", "any", *chosen)})
    boxes = page.content.decode().split('name="value-0"')[1:]
    ticked = [box.split('value="')[1].split('"')[0] for box in boxes if " checked" in box]
    assert sorted(ticked) == sorted(chosen[:2])
    assert CANARY not in page.content.decode()


@pytest.mark.parametrize("query", ["nonsense=1", "where=x", "owner=x"])
def test_an_address_that_the_list_refuses_is_refused_here(anna: Client, query: str) -> None:
    assert anna.get(URL, {"query": query}).status_code == 400


def test_a_list_that_is_none_is_not_found(anna: Client) -> None:
    assert anna.get("/lists/nothing/filter/").status_code == 404


def test_chips_say_the_conditions_and_take_them_away(anna: Client) -> None:
    where = '{"all":[["city","is","Lund"],["created","last",30]]}'
    answer = anna.get("/accounts/", {"where": where, "owner": "none"})
    chips = answer.context["where_chips"]
    assert [chip.words for chip in chips] == ["City is “Lund”", "Created in the last 30 days"]
    left = parse_qs(urlsplit(chips[0].url).query)
    assert loaded(left["where"][0]) == {"all": [["created", "last", 30]]}
    assert left["owner"] == ["none"]
