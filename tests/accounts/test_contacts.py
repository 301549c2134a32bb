"""People, their places at organisations, and their addresses."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Account, Affiliation, Contact, ContactPoint
from tests.accounts.helpers import contact_form, rows, undo_last
from tests.cast import CANARY, Cast
from users.models import User

SCRIPT = "<script>alert(1)</script>"
EMAIL = {"kind": "email", "value": "Asa.Lind@Akero.example", "label": "", "is_primary": "on"}
PHONE = {"kind": "phone", "value": "018-471 10 00", "label": "växel"}


@pytest.fixture
def anna(cast: Cast, client_of: Callable[[User], Client]) -> Client:
    return client_of(cast.anna)


@pytest.fixture
def shared(cast: Cast) -> Contact:
    """Eva works at Anna's Åkerö and at Bea's Öresund."""
    Affiliation.objects.create(contact=cast.eva, account=cast.oresund, title="Ledamot")
    return cast.eva


def edit_form(contact: Contact, *places: dict[str, str], **values: object) -> dict[str, object]:
    points = contact.points.values("kind", "value", "label")
    form = {"full_name": contact.full_name, "version": Contact.objects.get(pk=contact.pk).version}
    return {**form, **rows("places", *places), **rows("addresses", *points), **values}


def test_a_contact_is_created_with_places_and_addresses(cast: Cast, anna: Client) -> None:
    form = contact_form(EMAIL, PHONE, account="åkerö hälsovård ab")
    response = anna.post("/contacts/new/", form)
    contact = Contact.objects.get(full_name="Åsa Lind")
    assert response.headers["Location"] == f"/contacts/{contact.pk}/"
    place = contact.affiliations.get()
    assert (place.account, place.title, place.is_primary) == (cast.akero, "Inköpschef", True)
    normal = contact.points.order_by("kind").values_list("kind", "normal")
    assert list(normal) == [("email", "asa.lind@akero.example"), ("phone", "+46184711000")]


def test_creating_can_be_undone(cast: Cast, anna: Client) -> None:
    response = anna.post("/contacts/new/", contact_form(EMAIL, account=cast.akero.name))
    undo_last(anna, response)
    assert not Contact.objects.filter(full_name="Åsa Lind").exists()


def test_an_address_that_is_here_links_to_its_person(cast: Cast, anna: Client) -> None:
    taken = {**EMAIL, "value": "EVA@akero.example"}
    form = contact_form(taken, account=cast.akero.name)
    page = anna.post("/contacts/new/", form).content.decode()
    assert f'<a href="/contacts/{cast.eva.pk}/">' in page
    assert anna.post("/contacts/new/", {**form, "add_anyway": "on"}).status_code == 302


def test_an_address_elsewhere_is_no_news(cast: Cast, anna: Client) -> None:
    taken = {**EMAIL, "value": ContactPoint.objects.get(contact=cast.olle).value}
    ContactPoint.objects.filter(contact=cast.olle).update(normal="olle@x.example")
    taken["value"] = "olle@x.example"
    form = contact_form(taken, account=cast.akero.name)
    assert anna.post("/contacts/new/", form).status_code == 302


@pytest.mark.parametrize("value", ["eva(at)akero", "<script>", "x" * 300])
def test_what_is_no_address_is_refused(cast: Cast, anna: Client, value: str) -> None:
    form = contact_form({**EMAIL, "value": value}, account=cast.akero.name)
    assert anna.post("/contacts/new/", form).status_code == 422
    assert not Contact.objects.filter(full_name="Åsa Lind").exists()


def test_a_person_needs_an_organisation(cast: Cast, anna: Client) -> None:
    response = anna.post("/contacts/new/", contact_form(EMAIL, account=""))
    assert response.status_code == 422


def test_a_foreign_organisation_is_as_unknown_as_none(cast: Cast, anna: Client) -> None:
    response = anna.post("/contacts/new/", contact_form(EMAIL, account=cast.oresund.name))
    assert response.status_code == 422
    assert "was not found" in response.content.decode()


def test_a_forged_number_of_rows_is_refused(cast: Cast, anna: Client) -> None:
    form = contact_form(EMAIL, account=cast.akero.name)
    for total in ("x", "100000000"):
        sent = {**form, "addresses-TOTAL_FORMS": total}
        assert anna.post("/contacts/new/", sent).status_code == 422


def test_another_row_needs_no_script(cast: Cast, anna: Client) -> None:
    form = contact_form(EMAIL, account=cast.akero.name, more="addresses")
    page = anna.post("/contacts/new/", form)
    assert page.status_code == 200
    assert b'name="addresses-1-value"' in page.content
    assert b"Asa.Lind@Akero.example" in page.content
    assert not Contact.objects.filter(full_name="Åsa Lind").exists()


def test_the_form_begins_with_the_account_one_came_from(cast: Cast, anna: Client) -> None:
    assert cast.akero.name in anna.get(f"/contacts/new/?account={cast.akero.pk}").content.decode()
    assert anna.get(f"/contacts/new/?account={cast.oresund.pk}").status_code == 404


def test_places_elsewhere_are_neither_shown_nor_lost(
    cast: Cast, anna: Client, shared: Contact
) -> None:
    path = f"/contacts/{shared.pk}/"
    for page in (path, f"{path}edit/", "/contacts/"):
        assert CANARY not in anna.get(page).content.decode()
    place = {"account": cast.akero.name, "title": "Vd"}
    assert anna.post(f"{path}edit/", edit_form(shared, place)).status_code == 302
    titles = shared.affiliations.order_by("account__sort_key").values_list("title", flat=True)
    assert list(titles) == ["Vd", "Ledamot"]


def test_editing_addresses_can_be_undone(cast: Cast, anna: Client) -> None:
    place = {"account": cast.akero.name, "is_primary": "on"}
    form = {**edit_form(cast.eva, place), **rows("addresses", PHONE)}
    response = anna.post(f"/contacts/{cast.eva.pk}/edit/", form)
    assert [point.kind for point in cast.eva.points.all()] == ["phone"]
    undo_last(anna, response)
    assert [point.value for point in cast.eva.points.all()] == ["eva@akero.example"]


def test_two_addresses_can_change_places(cast: Cast, anna: Client) -> None:
    second = {"kind": "email", "value": "berg@akero.example"}
    ContactPoint.objects.create(contact=cast.eva, normal="berg@akero.example", **second)
    place = {"account": cast.akero.name, "is_primary": "on"}
    first = {"kind": "email", "value": "eva@akero.example"}
    form = {**edit_form(cast.eva, place), **rows("addresses", second, first)}
    assert anna.post(f"/contacts/{cast.eva.pk}/edit/", form).status_code == 302
    assert cast.eva.points.count() == 2


def test_who_changed_only_an_address_is_noticed_by_the_next(cast: Cast, anna: Client) -> None:
    place = {"account": cast.akero.name, "is_primary": "on"}
    stale = edit_form(cast.eva, place, full_name="Eva Berglund")
    anna.post(
        f"/contacts/{cast.eva.pk}/edit/",
        {**edit_form(cast.eva, place), **rows("addresses", PHONE)},
    )
    assert anna.post(f"/contacts/{cast.eva.pk}/edit/", stale).status_code == 409
    assert [point.kind for point in cast.eva.points.all()] == ["phone"]


def test_the_last_organisation_cannot_be_taken_away(cast: Cast, anna: Client) -> None:
    form = edit_form(cast.eva, {"account": ""})
    assert anna.post(f"/contacts/{cast.eva.pk}/edit/", form).status_code == 422


def test_deleting_can_be_undone(cast: Cast, anna: Client) -> None:
    response = anna.post(f"/contacts/{cast.eva.pk}/delete/")
    assert not Contact.objects.filter(pk=cast.eva.pk).exists()
    undo_last(anna, response)
    assert Contact.objects.filter(pk=cast.eva.pk).exists()


def test_a_person_others_know_too_is_not_deleted(
    cast: Cast, anna: Client, shared: Contact
) -> None:
    response = anna.post(f"/contacts/{shared.pk}/delete/")
    assert response.status_code == 409
    assert CANARY not in response.content.decode()
    assert Contact.objects.filter(pk=shared.pk).exists()


def test_people_are_found_by_name_and_address(cast: Cast, anna: Client) -> None:
    for text in ("eva", "BERG", "EVA@akero", "erg eva", "éva"):
        response = anna.get("/contacts/", {"q": text})
        assert list(response.context["page"].rows) == [cast.eva], text


def test_people_sort_as_they_wish(cast: Cast, anna: Client) -> None:
    for name, sort_name in (("Åsa Öberg", "Öberg, Åsa"), ("Anna Zorn", "Zorn, Anna")):
        contact = Contact.objects.create(full_name=name, sort_name=sort_name)
        Affiliation.objects.create(contact=contact, account=cast.akero)
    names = [contact.full_name for contact in anna.get("/contacts/").context["page"].rows]
    assert names == ["Eva Berg", "Anna Zorn", "Åsa Öberg"]


def test_the_contacts_of_an_account_can_be_listed(cast: Cast, anna: Client) -> None:
    response = anna.get(f"/contacts/?account={cast.akero.pk}")
    assert list(response.context["page"].rows) == [cast.eva]
    assert anna.get(f"/contacts/?account={cast.oresund.pk}").status_code == 400


def test_stored_text_is_shown_as_text(cast: Cast, anna: Client) -> None:
    Contact.objects.filter(pk=cast.eva.pk).update(full_name=SCRIPT, sort_name=SCRIPT, notes=SCRIPT)
    Affiliation.objects.filter(contact=cast.eva).update(title=SCRIPT)
    ContactPoint.objects.filter(contact=cast.eva).update(
        value=SCRIPT, label=SCRIPT, kind="phone", normal=SCRIPT
    )
    path = f"/contacts/{cast.eva.pk}/"
    for page in ("/contacts/", path, f"{path}edit/", f"/accounts/{cast.akero.pk}/"):
        assert "<script>alert" not in anna.get(page).content.decode(), page


def test_a_contact_of_a_deleted_account_is_out_of_sight(cast: Cast, anna: Client) -> None:
    Account.objects.filter(pk=cast.akero.pk).update(deleted_at="2026-01-01T00:00Z")
    assert anna.get(f"/contacts/{cast.eva.pk}/").status_code == 404
