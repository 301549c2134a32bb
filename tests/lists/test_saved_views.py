"""Saved views: kept, shared, pinned, opened by the menu, and mended when the list has changed."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from crm.common.lists.models import DefaultView, PinnedView, SavedView
from tests.cast import Cast
from users.models import Team, User

ClientOf = Callable[[User], Client]
MINE = "owner=none&where=%7B%22all%22%3A%5B%5B%22city%22%2C%22is%22%2C%22Lund%22%5D%5D%7D"


def saved(cast: Cast, **values: Any) -> SavedView:
    defaults = {"name": "Mina", "list_key": "accounts", "query": "owner=none", "owner": cast.anna}
    return SavedView.objects.create(**{**defaults, **values})


def save(client: Client, **values: Any) -> Any:
    return client.post("/lists/accounts/views/", {"name": "Mina", "query": MINE, **values})


def test_what_a_list_shows_is_kept_under_a_name(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.anna)
    answer = save(client, query=f"{MINE}&cursor=x&view=7&sort=-name", pin="1")
    view = SavedView.objects.get()
    query = parse_qs(urlsplit(answer["Location"]).query)
    assert query["view"] == [str(view.pk)]
    assert "cursor" not in view.query
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert page.context["view"].view == view
    assert not page.context["view"].may_be_updated
    assert PinnedView.objects.filter(user=cast.anna, view=view).exists()


def test_a_changed_list_can_become_the_view(cast: Cast, client_of: ClientOf) -> None:
    client, view = client_of(cast.anna), saved(cast)
    page = client.get(f"/accounts/?sort=-name&view={view.pk}")
    assert page.context["view"].may_be_updated
    client.post(f"/lists/views/{view.pk}/update/", {"query": "sort=-name&view=3"})
    view.refresh_from_db()
    assert view.query == "sort=-name"


def test_renaming_and_deleting_can_be_undone(cast: Cast, client_of: ClientOf) -> None:
    client, view = client_of(cast.anna), saved(cast)
    client.post(f"/lists/views/{view.pk}/edit/", {"name": "Andra"})
    page = client.get("/accounts/")
    assert "The view “Andra” was saved." in page.content.decode()
    client.post(f"/lists/views/{view.pk}/delete/")
    assert not SavedView.objects.exists()
    page = client.get("/accounts/")
    undo = [message.extra_tags for message in page.context["messages"]]
    client.post(undo[0].removeprefix("undo:"))
    assert SavedView.objects.get().name == "Andra"


def test_a_name_is_used_once(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.anna)
    saved(cast)
    assert save(client, name=" mina ").status_code == 422
    assert save(client_of(cast.arvid)).status_code == 302


@pytest.mark.parametrize("query", ["nonsense=1", "where=x", "sort=password"])
def test_only_an_address_of_the_list_is_kept(cast: Cast, client_of: ClientOf, query: str) -> None:
    assert save(client_of(cast.anna), query=query).status_code == 400
    view = saved(cast)
    answer = client_of(cast.anna).post(f"/lists/views/{view.pk}/update/", {"query": query})
    assert answer.status_code == 400


def test_whom_views_are_shown_to(cast: Cast) -> None:
    Team.objects.filter(pk=cast.region.pk).update(head=cast.bo)
    personal, of_team = saved(cast), saved(cast, name="A", team=cast.team_a)
    of_region = saved(cast, name="Alla", team=cast.region, owner=cast.ada)
    seen = {
        person: set(SavedView.objects.visible_to(getattr(cast, person)))
        for person in ("anna", "arvid", "hedda", "rut", "bea", "bo", "ada")
    }
    assert seen["anna"] == {personal, of_team, of_region}
    assert seen["arvid"] == seen["hedda"] == seen["rut"] == {of_team, of_region}
    assert seen["bea"] == {of_region}
    assert seen["bo"] == seen["ada"] == {of_team, of_region}


def test_who_changes_a_view_of_a_team(cast: Cast) -> None:
    of_team = saved(cast, team=cast.team_a)
    people = ("anna", "arvid", "hedda", "rut", "bea", "bo", "ada")
    may = {
        person
        for person in people
        if SavedView.objects.editable_by(getattr(cast, person)).filter(pk=of_team.pk).exists()
    }
    assert may == {"anna", "hedda", "ada"}


def test_sharing_is_with_teams_of_ones_own(cast: Cast, client_of: ClientOf) -> None:
    assert save(client_of(cast.anna), team=cast.team_a.pk).status_code == 302
    assert save(client_of(cast.arvid), team=cast.team_b.pk).status_code == 422
    assert save(client_of(cast.arvid), team=cast.region.pk).status_code == 422
    assert save(client_of(cast.rut), team=cast.team_a.pk).status_code == 422
    assert save(client_of(cast.rut)).status_code == 302
    assert save(client_of(cast.hedda), team=cast.team_a.pk).status_code == 302


@pytest.mark.parametrize("door", ["", "edit/", "update/", "delete/", "pin/", "default/"])
def test_a_foreign_view_is_not_found(cast: Cast, client_of: ClientOf, door: str) -> None:
    view = saved(cast)
    client = client_of(cast.bea)
    send = client.get if door in {"", "edit/"} else client.post
    assert send(f"/lists/views/{view.pk}/{door}").status_code == 404


def test_a_foreign_view_in_an_address_tells_nothing(cast: Cast, client_of: ClientOf) -> None:
    view = saved(cast)
    page = client_of(cast.bea).get(f"/accounts/?owner=none&view={view.pk}")
    assert page.status_code == 200
    assert page.context["view"] is None
    assert client_of(cast.bea).get("/accounts/?view=x").status_code == 400


def test_the_menu_opens_the_default(cast: Cast, client_of: ClientOf) -> None:
    client, view = client_of(cast.anna), saved(cast)
    assert client.get("/accounts/?view=default").status_code == 200
    client.post(f"/lists/views/{view.pk}/default/", {"on": 1})
    assert client.get("/accounts/?view=default")["Location"] == f"/lists/views/{view.pk}/"
    assert client.get("/accounts/").status_code == 200
    assert client.get("/accounts/?view=default&owner=none").status_code == 200
    client.post(f"/lists/views/{view.pk}/default/")
    assert not DefaultView.objects.exists()


def test_pins_have_an_order_and_an_end(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.anna)
    views = [saved(cast, name=f"V{number}") for number in range(11)]
    answers = [client.post(f"/lists/views/{view.pk}/pin/", {"on": 1}) for view in views]
    assert [answer.status_code for answer in answers] == [302] * 10 + [409]
    client.post(f"/lists/views/{views[1].pk}/pin/", {"step": "-1"})
    client.post(f"/lists/views/{views[2].pk}/pin/")
    names = [pin.view.name for pin in client.get("/lists/views/pinned/").context["pins"]]
    assert names == ["V1", "V0", *(f"V{number}" for number in range(3, 10))]


def test_pins_count_what_the_reader_sees(cast: Cast, client_of: ClientOf) -> None:
    view = saved(cast, team=cast.region, query="")
    for person, count in ((cast.anna, "2"), (cast.ada, "3")):
        PinnedView.objects.create(user=person, view=view)
        pins = client_of(person).get("/lists/views/pinned/").context["pins"]
        assert [pin.count for pin in pins] == [count]


def test_a_view_that_is_no_longer_shared_leaves_the_side_bar(
    cast: Cast, client_of: ClientOf
) -> None:
    view = saved(cast, team=cast.team_a, name="Hemlig")
    PinnedView.objects.create(user=cast.arvid, view=view)
    assert "Hemlig" in client_of(cast.arvid).get("/accounts/").content.decode()
    SavedView.objects.update(team=None)
    assert "Hemlig" not in client_of(cast.arvid).get("/accounts/").content.decode()


def test_a_view_of_an_older_list_says_what_is_gone(cast: Cast, client_of: ClientOf) -> None:
    where = (
        '{"all":[["city","is","Lund"],["shoe_size","is",9],["owner","any",[999999]],'
        '{"any":[["city","is","A"],["gone","has","x"]]}]}'
    )
    view = saved(cast, query=f"where={where}&sort=shoes&columns=city,shoes&team=9999&was=1")
    client = client_of(cast.anna)
    answer = client.get(view.get_absolute_url())
    query = parse_qs(urlsplit(answer["Location"]).query)
    assert query["where"] == ['{"all":[["city","is","Lund"]]}']
    assert query["columns"] == ["city"]
    assert set(query) == {"where", "columns", "view"}
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "Left out" in page.content.decode()


def test_a_view_of_a_list_that_is_gone_is_not_found(cast: Cast, client_of: ClientOf) -> None:
    view = saved(cast, list_key="ships")
    PinnedView.objects.create(user=cast.anna, view=view)
    client = client_of(cast.anna)
    assert client.get(view.get_absolute_url()).status_code == 404
    assert client.get("/accounts/").status_code == 200


def test_the_side_bar_costs_one_question(
    cast: Cast, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(cast.anna)
    for number in range(10):
        PinnedView.objects.create(user=cast.anna, view=saved(cast, name=f"V{number}"))
    with django_assert_max_num_queries(8):
        client.get("/settings/")
