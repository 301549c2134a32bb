"""What people meet on the pages of accounts."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Account, AccountMember, LifecycleChange, Sector
from tests.accounts.helpers import account_form, queries_of, undo_last
from tests.cast import CANARY, Cast
from users.models import User

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def anna(cast: Cast, client_of: Callable[[User], Client]) -> Client:
    return client_of(cast.anna)


def test_an_account_costs_the_same_however_much_belongs_to_it(cast: Cast, anna: Client) -> None:
    def fill(count: int) -> None:
        Account.objects.bulk_create(
            Account(name=f"Butik {number}", owner=cast.anna, parent=cast.akero)
            for number in range(count)
        )

    path = f"/accounts/{cast.akero.pk}/"
    fill(1)
    cost = queries_of(anna, path)
    fill(100)
    AccountMember.objects.create(account=cast.akero, user=cast.arvid)
    assert queries_of(anna, path) == cost


def test_an_account_is_created_without_any_script(cast: Cast, anna: Client) -> None:
    values = {"name": "Ystad Hamn AB", "owner": cast.anna.pk, "currency": "SEK"}
    response = anna.post(
        "/accounts/new/",
        {**values, "lifecycle": "prospect", "annual_revenue": "1 234,50", "website": "ystad.se"},
    )
    account = Account.objects.get(name="Ystad Hamn AB")
    assert response.headers["Location"] == f"/accounts/{account.pk}/"
    assert str(account.annual_revenue) == "1234.50"
    assert account.website == "https://ystad.se"
    assert LifecycleChange.objects.get(account=account).by == cast.anna


def test_creating_can_be_undone(cast: Cast, anna: Client) -> None:
    values = {"name": "Ystad Hamn AB", "owner": cast.anna.pk, "currency": "SEK"}
    response = anna.post("/accounts/new/", {**values, "lifecycle": "prospect"})
    undone = undo_last(anna, response)
    assert undone.headers["Location"] == "/accounts/"
    assert not Account.objects.filter(name="Ystad Hamn AB").exists()


def test_editing_can_be_undone(cast: Cast, anna: Client) -> None:
    path = f"/accounts/{cast.akero.pk}/edit/"
    response = anna.post(path, account_form(cast, name="Åkerö Sjukhus AB", city="Uppsala"))
    assert Account.objects.get(pk=cast.akero.pk).name == "Åkerö Sjukhus AB"
    undo_last(anna, response)
    assert Account.objects.get(pk=cast.akero.pk).name == "Åkerö Hälsovård AB"


def test_deleting_can_be_undone(cast: Cast, anna: Client) -> None:
    account = Account.objects.create(name="Ystad Hamn AB", owner=cast.anna)
    response = anna.post(f"/accounts/{account.pk}/delete/")
    assert not Account.objects.filter(pk=account.pk).exists()
    undo_last(anna, response)
    assert Account.objects.filter(pk=account.pk).exists()


def test_a_stale_save_shows_both_versions(cast: Cast, anna: Client) -> None:
    sent = account_form(cast, city="Knivsta")
    Account.objects.filter(pk=cast.akero.pk).update(city="Uppsala")
    response = anna.post(f"/accounts/{cast.akero.pk}/edit/", sent)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Knivsta" in page
    assert "Uppsala" in page
    assert Account.objects.get(pk=cast.akero.pk).city == "Uppsala"


def test_lines_that_the_browser_ends_otherwise_are_no_change(cast: Cast, anna: Client) -> None:
    Account.objects.filter(pk=cast.akero.pk).update(description="Ett\nTvå")
    sent = account_form(cast, description="Ett\r\nTvå", city="Knivsta")
    assert anna.post(f"/accounts/{cast.akero.pk}/edit/", sent).status_code == 302
    assert Account.objects.get(pk=cast.akero.pk).description == "Ett\nTvå"
    Account.objects.filter(pk=cast.akero.pk).update(city="Uppsala")
    page = anna.post(f"/accounts/{cast.akero.pk}/edit/", sent).content.decode().lower()
    assert "<legend>city</legend>" in page
    assert "<legend>description</legend>" not in page


def test_the_parent_that_both_left_alone_is_no_conflict(cast: Cast, anna: Client) -> None:
    below = Account.objects.create(
        name="Dotter AB", owner=cast.anna, parent=cast.akero, country="SE"
    )
    Account.objects.filter(pk=below.pk).update(city="Uppsala")
    sent = {"name": "Dotter AB", "owner": cast.anna.pk, "currency": "SEK", "country": "SE"}
    response = anna.post(
        f"/accounts/{below.pk}/edit/",
        {**sent, "city": "Knivsta", "parent": cast.akero.name, "version": 1},
    )
    assert response.status_code == 409
    assert b"<legend>parent company</legend>" not in response.content.lower()


@pytest.mark.parametrize("field", ["owner", "team"])
def test_what_one_may_not_see_cannot_be_chosen(cast: Cast, anna: Client, field: str) -> None:
    foreign = {"owner": cast.bea.pk, "team": cast.team_b.pk}
    sent = account_form(cast, **{field: foreign[field]})
    response = anna.post(f"/accounts/{cast.akero.pk}/edit/", sent)
    assert response.status_code == 422
    assert field in response.context["form"].errors


@pytest.mark.parametrize("how", ["name", "number"])
def test_a_foreign_parent_is_as_unknown_as_none(cast: Cast, anna: Client, how: str) -> None:
    parent = cast.oresund.name if how == "name" else f"#{cast.oresund.pk}"
    response = anna.post(f"/accounts/{cast.akero.pk}/edit/", account_form(cast, parent=parent))
    assert response.status_code == 422
    assert "was not found" in str(response.context["form"].errors["parent"])


def test_a_parent_one_may_not_see_is_neither_shown_nor_lost(cast: Cast, anna: Client) -> None:
    Account.objects.filter(pk=cast.akero.pk).update(parent=cast.oresund)
    path = f"/accounts/{cast.akero.pk}/edit/"
    assert CANARY not in anna.get(path).content.decode()
    anna.post(path, account_form(cast, city="Uppsala"))
    account = Account.objects.get(pk=cast.akero.pk)
    assert (account.city, account.parent_id) == ("Uppsala", cast.oresund.pk)


def test_a_circle_of_parents_is_refused_with_a_message(cast: Cast, anna: Client) -> None:
    Account.objects.create(name="Dotter AB", owner=cast.anna, parent=cast.akero)
    response = anna.post(
        f"/accounts/{cast.akero.pk}/edit/", account_form(cast, parent="dotter ab")
    )
    assert response.status_code == 409
    assert "cannot be its parent" in response.content.decode()


def test_a_number_that_is_here_links_to_its_account(cast: Cast, anna: Client) -> None:
    Account.objects.filter(pk=cast.akero.pk).update(org_number="5560360793")
    values = {"name": "Ny AB", "owner": cast.anna.pk, "currency": "SEK", "lifecycle": "prospect"}
    response = anna.post("/accounts/new/", {**values, "org_number": "556036-0793"})
    assert f'<a href="/accounts/{cast.akero.pk}/">' in response.content.decode()
    assert not Account.objects.filter(name="Ny AB").exists()


def test_a_number_that_is_elsewhere_names_nobody(cast: Cast, anna: Client) -> None:
    Account.objects.filter(pk=cast.oresund.pk).update(org_number="5560360793")
    values = {"name": "Ny AB", "owner": cast.anna.pk, "currency": "SEK", "lifecycle": "prospect"}
    response = anna.post("/accounts/new/", {**values, "org_number": "556036-0793"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "registered already" in page
    assert CANARY not in page


def test_a_name_that_is_here_can_be_added_on_purpose(cast: Cast, anna: Client) -> None:
    values = {"name": cast.akero.name, "owner": cast.anna.pk, "currency": "SEK"}
    sent = {**values, "lifecycle": "prospect"}
    response = anna.post("/accounts/new/", sent)
    assert response.status_code == 422
    assert "Already here" in response.content.decode()
    assert anna.post("/accounts/new/", {**sent, "add_anyway": "on"}).status_code == 302
    assert Account.objects.filter(name=cast.akero.name).count() == 2


def test_a_name_elsewhere_is_no_news(cast: Cast, anna: Client) -> None:
    values = {"name": cast.oresund.name, "owner": cast.anna.pk, "currency": "SEK"}
    assert anna.post("/accounts/new/", {**values, "lifecycle": "prospect"}).status_code == 302


def test_a_head_adds_a_sector_on_the_way(cast: Cast, client_of: Callable[[User], Client]) -> None:
    sent = account_form(cast, new_sector="Sjöfart")
    client_of(cast.hedda).post(f"/accounts/{cast.akero.pk}/edit/", sent)
    account = Account.objects.get(pk=cast.akero.pk)
    assert account.sector is not None
    assert account.sector.name == "Sjöfart"


def test_a_manager_adds_no_sector(cast: Cast, anna: Client) -> None:
    anna.post(f"/accounts/{cast.akero.pk}/edit/", account_form(cast, new_sector="Sjöfart"))
    assert not Sector.objects.filter(name="Sjöfart").exists()


def test_stored_text_is_shown_as_text(cast: Cast, anna: Client) -> None:
    Sector.objects.filter(pk=cast.sector.pk).update(name=SCRIPT)
    texts = dict.fromkeys(["name", "city", "description", "website"], SCRIPT)
    numbers = dict.fromkeys(["vat_number", "org_number"], SCRIPT[:20])
    Account.objects.filter(pk=cast.akero.pk).update(**texts, **numbers)
    LifecycleChange.objects.create(
        account=cast.akero, after="key", happened_on="2026-01-01", reason=SCRIPT, route="page"
    )
    detail = f"/accounts/{cast.akero.pk}/"
    paths = ["/accounts/", detail, f"{detail}edit/", f"{detail}lifecycle/", "/accounts/choose/"]
    for path in paths:
        page = anna.get(path).content.decode()
        assert "<script>alert" not in page, path
        assert "&lt;script&gt;" in page, path


def test_the_lifecycle_form_writes_a_dated_step(cast: Cast, anna: Client) -> None:
    path = f"/accounts/{cast.akero.pk}/lifecycle/"
    response = anna.post(path, {"to": "key", "on": "2026-01-15", "reason": "Ramavtal"})
    page = anna.get(f"/accounts/{cast.akero.pk}/").content.decode()
    assert "2026-01-15" in page
    assert "Ramavtal" in page
    undo_last(anna, response)
    assert Account.objects.get(pk=cast.akero.pk).lifecycle == "active"


def test_a_member_sees_the_account_until_removed(
    cast: Cast, anna: Client, client_of: Callable[[User], Client]
) -> None:
    path = f"/accounts/{cast.akero.pk}/"
    anna.post(f"{path}members/", {"user": cast.arvid.pk, "role": "deputy"})
    arvid = client_of(cast.arvid)
    assert arvid.get(path).status_code == 200
    member = AccountMember.objects.get(account=cast.akero, user=cast.arvid)
    anna.post(f"{path}members/{member.pk}/remove/")
    assert arvid.get(path).status_code == 404


def test_a_member_of_another_account_cannot_be_removed_from_here(cast: Cast, anna: Client) -> None:
    member = AccountMember.objects.create(account=cast.oresund, user=cast.bo)
    path = f"/accounts/{cast.akero.pk}/members/{member.pk}/remove/"
    assert anna.post(path).status_code == 404
    assert AccountMember.objects.filter(pk=member.pk).exists()


def test_who_hands_over_an_account_comes_back_to_the_list(
    cast: Cast, client_of: Callable[[User], Client]
) -> None:
    AccountMember.objects.create(account=cast.akero, user=cast.arvid, role="deputy")
    member = AccountMember.objects.get(account=cast.akero)
    path = f"/accounts/{cast.akero.pk}/members/{member.pk}/remove/"
    response = client_of(cast.arvid).post(path)
    assert response.headers["Location"] == "/accounts/"


def test_suggestions_begin_with_what_begins_so(cast: Cast, anna: Client) -> None:
    for name in ("Stora Åkers AB", "Åkers Bruk AB", "Åkers Bruk AB"):
        Account.objects.create(name=name, owner=cast.anna, city="Åkers styckebruk")
    page = anna.get("/accounts/choose/", {"q": "åkers"}).content.decode()
    assert page.index("Åkers Bruk AB #") < page.index("Stora Åkers AB")
    assert CANARY not in anna.get("/accounts/choose/").content.decode()
