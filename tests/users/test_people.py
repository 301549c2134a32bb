"""Roles, teams and who decides about them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from crm.common.errors import BusinessRuleError
from tests.cast import PASSWORD, Cast
from tests.users.test_password import can_sign_in
from users.models import Role, Session, Team, User
from users.services import delete_team, save_person, save_team, set_active

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def test_the_last_active_administrator_stays(cast: Cast) -> None:
    cast.ada.role = Role.MANAGER
    with pytest.raises(BusinessRuleError, match="At least one active administrator"):
        save_person(cast.ada, by=User.objects.get(pk=cast.ada.pk))
    assert User.objects.get(pk=cast.ada.pk).is_admin


def test_a_deactivated_administrator_does_not_count(cast: Cast) -> None:
    other = User.objects.create_user("alva@crm.example", "Alva", PASSWORD, role=Role.ADMIN)
    set_active([other], active=False, by=cast.ada)
    cast.ada.role = Role.HEAD
    with pytest.raises(BusinessRuleError, match="At least one active administrator"):
        save_person(cast.ada, by=User.objects.get(pk=cast.ada.pk))


def test_administrators_cannot_deactivate_themselves(cast: Cast) -> None:
    User.objects.create_user("alva@crm.example", "Alva", PASSWORD, role=Role.ADMIN)
    with pytest.raises(BusinessRuleError, match="yourself"):
        set_active([cast.ada], active=False, by=cast.ada)
    cast.ada.is_active = False
    with pytest.raises(BusinessRuleError, match="yourself"):
        save_person(cast.ada, by=User.objects.get(pk=cast.ada.pk))


@pytest.mark.parametrize("name", ["anna", "hedda", "rut"])
def test_only_administrators_decide_about_people(cast: Cast, name: str) -> None:
    person = getattr(cast, name)
    with pytest.raises(PermissionDenied):
        set_active([cast.arvid], active=False, by=person)
    with pytest.raises(PermissionDenied):
        save_person(cast.arvid, by=person)
    with pytest.raises(PermissionDenied):
        save_team(cast.team_a, by=person)


def test_who_is_no_administrator_any_more_loses_the_technical_rights(cast: Cast) -> None:
    root = User.objects.create_superuser("root@crm.example", password=PASSWORD)
    root.role = Role.MANAGER
    save_person(root, by=cast.ada)
    root.refresh_from_db()
    assert not root.is_staff
    assert not root.is_superuser


def test_a_new_address_closes_the_door_of_the_old_one(cast: Cast) -> None:
    old = cast.anna.email
    cast.anna.email = "anna.ahl@crm.example"
    save_person(cast.anna, by=cast.ada)
    assert can_sign_in(cast.anna, PASSWORD)
    assert not can_sign_in(User(email=old), PASSWORD)


def test_a_team_is_never_part_of_itself(cast: Cast) -> None:
    cast.region.parent = cast.team_a
    with pytest.raises(BusinessRuleError, match="cannot be part of itself"):
        save_team(cast.region, by=cast.ada)
    deep = save_team(Team(name="Deep", parent=cast.team_a), by=cast.ada)
    cast.team_a.parent = deep
    with pytest.raises(BusinessRuleError, match="cannot be part of itself"):
        save_team(cast.team_a, by=cast.ada)


def test_only_heads_lead_teams(cast: Cast) -> None:
    cast.team_a.head = cast.anna
    with pytest.raises(BusinessRuleError, match="not a sales head"):
        save_team(cast.team_a, by=cast.ada)


def test_a_team_with_people_or_teams_is_not_deleted(cast: Cast) -> None:
    with pytest.raises(BusinessRuleError, match="members"):
        delete_team(cast.team_a, by=cast.ada, at=timezone.now())
    with pytest.raises(BusinessRuleError, match="below"):
        delete_team(cast.region, by=cast.ada, at=timezone.now())
    empty = save_team(Team(name="Empty"), by=cast.ada)
    delete_team(empty, by=cast.ada, at=timezone.now() + timedelta(0))
    assert not Team.objects.filter(pk=empty.pk).exists()


def test_a_manager_sees_the_own_team_and_the_heads_above(cast: Cast) -> None:
    seen = set(User.objects.visible_to(cast.anna))
    assert seen == {cast.anna, cast.arvid, cast.rut, cast.hedda}
    assert set(Team.objects.visible_to(cast.anna)) == {cast.team_a, cast.region}


def test_createsuperuser_makes_an_administrator_who_signs_in(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_EMAIL", "Root@CRM.example")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", verbosity=0)
    root = User.objects.get()
    assert root.role == Role.ADMIN
    assert can_sign_in(root, PASSWORD)
    with pytest.raises(CommandError, match="already here"):
        call_command("createsuperuser", "--noinput", verbosity=0)


@pytest.mark.parametrize("way", ["set_active", "save_person"])
def test_deactivation_deletes_the_sessions_of_the_person_only(
    cast: Cast, client_of: ClientOf, way: str
) -> None:
    for _device in range(2):
        client_of(cast.anna)
    other = client_of(cast.arvid)
    if way == "set_active":
        set_active([cast.anna], active=False, by=cast.ada)
    else:
        cast.anna.is_active = False
        save_person(cast.anna, by=cast.ada)
    assert list(Session.objects.values_list("user", flat=True)) == [cast.arvid.pk]
    assert other.get("/settings/").status_code == 200


def test_who_is_let_in_again_has_to_sign_in(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.anna)
    set_active([cast.anna], active=False, by=cast.ada)
    set_active([cast.anna], active=True, by=cast.ada)
    assert client.get("/settings/").status_code == 302


def test_a_session_without_a_person_is_nobodys(client: Client, db: None) -> None:
    session = client.session
    session["seen"] = "a page"
    session.save()
    assert Session.objects.get().user is None
