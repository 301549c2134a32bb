"""People in the panel."""

from typing import Any

import pytest
from django.test import Client

from messaging.models import OutboxMail
from tests.cast import CANARY, PASSWORD, Cast
from users.models import Role, Team, User

pytestmark = pytest.mark.django_db


def values_of(person: User, **changed: Any) -> dict[str, Any]:
    person = User.objects.get(pk=person.pk)
    return {
        "full_name": person.full_name,
        "email": person.email,
        "role": person.role,
        "team": person.team_id or "",
        "language": person.language,
        "time_zone": person.time_zone,
        "version": person.version,
        **changed,
    }


def edit(client: Client, person: User, **changed: Any) -> int:
    return client.post(f"/lead/people/{person.pk}/", values_of(person, **changed)).status_code


def test_an_administrator_changes_a_role(cast: Cast, admin: Client) -> None:
    assert edit(admin, cast.anna, role=Role.HEAD) == 302
    assert User.objects.get(pk=cast.anna.pk).is_head


@pytest.mark.parametrize("name", ["anna", "hedda", "rut", "bo"])
def test_nobody_else_does(cast: Cast, name: str) -> None:
    client = Client()
    client.force_login(getattr(cast, name))
    assert edit(client, cast.anna, role=Role.ADMIN) == 403
    assert User.objects.get(pk=cast.anna.pk).role == Role.MANAGER


def test_the_last_administrator_stays_one(cast: Cast, admin: Client) -> None:
    assert edit(admin, cast.ada, role=Role.MANAGER) == 409
    assert User.objects.get(pk=cast.ada.pk).is_admin


def test_fields_that_the_form_does_not_show_are_not_taken(cast: Cast, admin: Client) -> None:
    edit(
        admin,
        cast.anna,
        is_superuser="on",
        is_staff="on",
        is_active="",
        password="x",
        external_id="x",
        invited_at="2020-01-01",
    )
    anna = User.objects.get(pk=cast.anna.pk)
    assert anna.is_active
    assert anna.check_password(PASSWORD)
    rights = (anna.is_superuser, anna.is_staff, anna.external_id, anna.invited_at)
    assert not any(rights)


def test_the_address_is_kept_in_small_letters(cast: Cast, admin: Client) -> None:
    edit(admin, cast.anna, email="Anna.AHL@CRM.example")
    assert User.objects.get(pk=cast.anna.pk).email == "anna.ahl@crm.example"


def test_an_address_belongs_to_one_person(cast: Cast, admin: Client) -> None:
    assert edit(admin, cast.anna, email=cast.bea.email.upper()) == 422


def test_a_stale_page_is_a_conflict(cast: Cast, admin: Client) -> None:
    stale = values_of(cast.anna, full_name="Anna Alm")
    edit(admin, cast.anna, language="sv")
    assert admin.post(f"/lead/people/{cast.anna.pk}/", stale).status_code == 409


def test_deactivating_acts_at_once_and_can_be_undone(cast: Cast, admin: Client) -> None:
    anna = Client()
    anna.force_login(cast.anna)
    page = admin.post(f"/lead/people/{cast.anna.pk}/active/", {"active": "0"}, follow=True)
    assert anna.get("/settings/").status_code == 302
    [message] = page.context["messages"]
    admin.post(message.extra_tags.removeprefix("undo:"))
    assert User.objects.get(pk=cast.anna.pk).is_active


def test_an_administrator_stays_in(cast: Cast, admin: Client) -> None:
    answer = admin.post(f"/lead/people/{cast.ada.pk}/active/", {"active": "0"})
    assert answer.status_code == 409


def test_those_ticked_are_invited(cast: Cast, admin: Client) -> None:
    new = [User.objects.create_user(f"n{number}@crm.example", "New") for number in range(3)]
    admin.post("/lead/people/invite/", {"people": [new[0].pk, new[1].pk]})
    sent = OutboxMail.objects.values_list("to_address", flat=True)
    assert set(sent) == {new[0].email, new[1].email}
    admin.post("/lead/people/invite/", {"everyone": "on"})
    assert OutboxMail.objects.count() == 3


def test_a_new_person_is_invited_if_asked(cast: Cast, admin: Client) -> None:
    data = {
        "full_name": "Nils Ny",
        "email": "nils@crm.example",
        "role": Role.MANAGER,
        "language": "sv",
        "time_zone": "Europe/Stockholm",
    }
    admin.post("/lead/people/new/", data)
    assert not OutboxMail.objects.exists()
    admin.post("/lead/people/new/", {**data, "email": "nora@crm.example", "invite": "1"})
    mail = OutboxMail.objects.get()
    assert mail.to_address == "nora@crm.example"
    assert 'lang="sv"' in mail.html


def test_a_head_sees_the_own_people_only(cast: Cast, head: Client) -> None:
    page = head.get("/lead/people/").content.decode()
    assert "Anna Ahl" in page
    assert CANARY not in page
    assert 'type="checkbox"' not in page


def test_the_list_filters_by_access(cast: Cast, admin: Client) -> None:
    User.objects.create_user("new@crm.example", "Nora New")
    page = admin.get("/lead/people/?access=not_invited")
    assert [person.full_name for person in page.context["page"].rows] == ["Nora New"]
    assert admin.get("/lead/people/?access=unknown").status_code == 400
    assert admin.get("/lead/people/?password=x").status_code == 400


def test_a_ring_of_teams_is_refused(cast: Cast, admin: Client) -> None:
    url = f"/lead/teams/{cast.region.pk}/"
    version = Team.objects.get(pk=cast.region.pk).version
    answer = admin.post(url, {"name": "Sverige", "parent": cast.team_a.pk, "version": version})
    assert answer.status_code == 422
    assert Team.objects.get(pk=cast.region.pk).parent_id is None
