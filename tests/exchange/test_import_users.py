"""People come with their teams and heads; nobody can sign in until somebody invites them."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress

from crm.common.errors import BusinessRuleError
from messaging.models import OutboxMail
from tests.exchange.helpers import Importer, same, told
from users.models import Role, Team, User

FILE = """agent,manager,office
Åsa Ek,Bo Chef,Nord
Mei-Mei Ny,Bo Chef,Nord
Ulf Dal,Ann Boss,Syd
"""
MAPPING: dict[str, Any] = {
    "columns": {"full_name": "agent", "team": ["office", "manager"], "head": "manager"},
    "defaults": {"role": "manager"},
    "templates": {"email": "{first}.{last}@firm.example"},
    "declare": {"teams": True, "heads": True},
}


def test_teams_and_heads_are_declared_and_listed(importer: Importer) -> None:
    report = importer("users", FILE, **MAPPING)
    assert report.counts.created == 3
    assert [(one.what, one.name) for one in report.declared] == [
        ("team", "Nord"),
        ("team", "Bo Chef"),
        ("team", "Syd"),
        ("team", "Ann Boss"),
        ("head", "Bo Chef"),
        ("head", "Ann Boss"),
    ]
    asa = User.objects.get(email="asa.ek@firm.example")
    assert (asa.role, str(asa.team), str(asa.team.parent)) == ("manager", "Bo Chef", "Nord")  # type: ignore[union-attr]
    head = Team.objects.get(name="Bo Chef").head
    assert head
    assert (head.email, head.role, str(head.team)) == ("bo.chef@firm.example", "head", "Bo Chef")


def test_nobody_is_invited_and_no_mail_leaves(importer: Importer) -> None:
    importer("users", FILE, **MAPPING)
    imported = User.objects.filter(email__endswith="@firm.example")
    assert imported.count() == 5
    assert all(not user.has_usable_password() and user.invited_at is None for user in imported)
    assert not OutboxMail.objects.exists()


def test_the_second_import_finds_everybody(importer: Importer) -> None:
    importer("users", FILE, **MAPPING)
    again = importer("users", FILE, **MAPPING)
    assert (again.counts.created, again.counts.updated, again.counts.unchanged) == (0, 0, 3)
    assert again.declared == ()


def test_a_made_up_address_does_not_replace_a_real_one(importer: Importer) -> None:
    importer("users", FILE, **MAPPING)
    User.objects.filter(full_name="Åsa Ek").update(email="asa@real.example", role=Role.HEAD)
    again = importer("users", FILE, **MAPPING)
    assert again.counts.unchanged == 3
    assert User.objects.filter(email="asa@real.example", role=Role.HEAD).exists()


def test_two_people_with_one_made_up_address_are_refused(importer: Importer) -> None:
    text = FILE + "Åsa Maria Ek,Bo Chef,Nord\n"
    report = importer("users", text, **MAPPING)
    assert told(report) == [("", "repeated", 2)]
    assert report.problems[0].text == "asa.ek@firm.example"
    assert report.problems[0].rows == [2, 5]
    assert not User.objects.filter(full_name="Ulf Dal").exists()


def test_a_made_up_address_of_somebody_else_is_refused(importer: Importer) -> None:
    User.objects.create_user("asa.ek@firm.example", "Åsa Elisabet Ek")
    report = importer("users", FILE, **MAPPING)
    assert [(one.field, one.code) for one in report.problems] == [("email", "taken")]
    assert "Åsa Elisabet Ek" in report.problems[0].message


def test_teams_and_heads_are_not_created_undeclared(importer: Importer) -> None:
    Team.objects.create(name="Bo Chefs")
    mapping: dict[str, Any] = {**MAPPING, "declare": {}}
    report = importer("users", FILE, **mapping)
    assert told(report) == [("office, manager", "unknown", 2), ("office, manager", "unknown", 1)]
    assert report.problems[0].nearest == "Bo Chefs"


def test_an_existing_manager_who_heads_a_team_gets_the_role(importer: Importer) -> None:
    bo = User.objects.create_user("bo@firm.example", "Bo Chef", role=Role.MANAGER)
    report = importer("users", FILE, **MAPPING)
    bo.refresh_from_db()
    assert bo.role == Role.HEAD
    assert Team.objects.get(name="Bo Chef").head == bo
    assert ("head", "Bo Chef", False) in [
        (one.what, one.name, one.is_new) for one in report.declared
    ]


def test_a_team_with_two_heads_or_two_places_is_refused(importer: Importer) -> None:
    text = "name,mail,team,above,head\n"
    text += "A A,a@x.example,T,Nord,Bo Ek\nB B,b@x.example,T,Syd,Ann Ek\n"
    mapping: dict[str, Any] = {
        "columns": {
            "full_name": "name",
            "email": "mail",
            "team": ["above", "team"],
            "head": "head",
        },
        "declare": {"teams": True},
    }
    report = importer("users", text, **mapping)
    messages = " ".join(problem.message for problem in report.problems)
    assert "part of “Nord” in one row and of “Syd” in another" in messages
    assert "two heads: “Bo Ek” and “Ann Ek”" in messages


def test_a_head_without_an_address_is_refused(importer: Importer) -> None:
    mapping: dict[str, Any] = {
        "columns": {"full_name": "name", "email": "mail", "team": "team", "head": "head"},
        "declare": {"teams": True, "heads": True},
    }
    report = importer("users", "name,mail,team,head\nA A,a@x.example,T,Bo Ek\n", **mapping)
    assert "“Bo Ek” needs an e-mail address" in report.problems[0].message


def test_an_address_from_the_file_decides_who_is_meant(importer: Importer) -> None:
    columns: dict[str, Any] = {"columns": same("full_name", "email")}
    importer("users", "full_name,email\nAnna Ahl,anna.other@x.example\n", **columns)
    assert User.objects.filter(full_name="Anna Ahl").count() == 2


STAFF: dict[str, Any] = {
    "columns": {"external_id": "id", "full_name": "name", "email": "mail", "role": "role"}
}


def test_an_administrator_stays(importer: Importer) -> None:
    ada = importer.by
    text = f"id,name,mail,role\n,{ada.full_name},{ada.email},manager\n"
    with pytest.raises(BusinessRuleError, match="administrator has to stay"):
        importer("users", text, **STAFF)
    ada.refresh_from_db()
    assert ada.is_admin


def test_a_former_address_opens_no_door_any_more(importer: Importer) -> None:
    bo = User.objects.create_superuser("bo@old.example", "Bo Chef", "a long enough one")
    User.objects.filter(pk=bo.pk).update(external_id="U-1")
    EmailAddress.objects.create(user=bo, email="bo@old.example", verified=True)
    importer("users", "id,name,mail,role\nU-1,Bo Chef,bo@new.example,manager\n", **STAFF)
    bo.refresh_from_db()
    assert (bo.email, bo.role, bo.is_superuser) == ("bo@new.example", Role.MANAGER, False)
    assert not EmailAddress.objects.filter(email="bo@old.example").exists()
