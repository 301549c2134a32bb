"""Records read and written by programs: by the services, the visibility and the matcher of the
pages.
"""

from typing import Any

import pytest
from django.test import Client
from pghistory.models import Context

from accounts.models import Account, Affiliation, Contact, LifecycleChange
from deals.models import Deal, DealLine, Stage, StageChange, ValueChange
from tests.api.programs import Program
from tests.cast import CANARY, Cast
from users.models import Scope, User

pytestmark = pytest.mark.django_db


def test_an_account_is_added_read_changed_and_deleted(cast: Cast) -> None:
    anna = Program(cast.anna)
    made = anna.post("accounts/", {"name": "  Ystad   Hamn AB ", "org_number": "556036-0793"})
    assert made.status_code == 201
    account = made.json()
    assert (account["name"], account["org_number"]) == ("Ystad Hamn AB", "5560360793")
    assert (account["owner"], account["team"]) == (cast.anna.pk, cast.team_a.pk)
    path = f"accounts/{account['id']}/"
    assert made.headers["Location"].endswith(f"/api/v1/{path}")
    read = anna.get(path)
    assert read.json() == account
    assert read.headers["ETag"] == f'"{account["version"]}"'
    changed = anna.patch(path, {"city": "Ystad"}, account["version"])
    assert changed.status_code == 200
    assert (changed.json()["city"], changed.json()["version"]) == ("Ystad", 2)
    assert anna.delete(path, 2).status_code == 204
    assert anna.get(path).status_code == 404


def test_a_change_by_a_program_is_its_users_and_can_be_undone_on_the_page(cast: Cast) -> None:
    anna = Program(cast.anna)
    version = anna.get(f"accounts/{cast.akero.pk}/").json()["version"]
    anna.patch(f"accounts/{cast.akero.pk}/", {"city": "Luleå"}, version)
    context = Context.objects.get(metadata__route="api")
    assert context.metadata["user"] == cast.anna.pk
    browser = Client()
    browser.force_login(cast.anna)
    assert b"API" in browser.get("/changes/").content
    assert browser.post(f"/changes/{context.pk}/undo/").status_code == 302
    cast.akero.refresh_from_db()
    assert cast.akero.city == ""


def test_what_the_matcher_knows_is_409_with_the_record(cast: Cast) -> None:
    anna = Program(cast.anna)
    answer = anna.post("accounts/", {"name": "ÅKERÖ hälsovård ab"})
    assert answer.status_code == 409
    assert answer.json()["found"] == [{"id": cast.akero.pk, "name": cast.akero.name}]
    again = anna.post("accounts/", {"name": cast.akero.name, "add_anyway": True})
    assert again.status_code == 201


def test_a_match_that_one_may_not_see_is_not_told(cast: Cast) -> None:
    Account.objects.filter(pk=cast.oresund.pk).update(org_number="5560360793")
    answer = Program(cast.anna).post("accounts/", {"name": "X", "org_number": "5560360793"})
    assert answer.status_code == 409
    assert "found" not in answer.json()
    assert CANARY not in answer.content.decode()


def test_a_step_in_the_lifecycle_has_a_day_and_a_reason(cast: Cast) -> None:
    anna = Program(cast.anna)
    step = {"to": "key", "on": "2026-02-01", "reason": "Större än väntat"}
    assert anna.post(f"accounts/{cast.akero.pk}/lifecycle/", step).json()["lifecycle"] == "key"
    change = LifecycleChange.objects.get(account=cast.akero, after="key")
    assert (str(change.happened_on), change.reason) == ("2026-02-01", "Större än väntat")
    rows = anna.get("lifecycle-changes/", account=cast.akero.pk).json()["results"]
    assert [row["after"] for row in rows] == ["key"]


def test_a_contact_has_places_and_addresses(cast: Cast) -> None:
    anna = Program(cast.anna)
    made = anna.post(
        "contacts/",
        {
            "full_name": "Åsa Lind",
            "affiliations": [{"account": cast.akero.pk, "title": "Inköpare"}],
            "points": [{"kind": "email", "value": "Asa@Akero.example"}],
        },
    )
    assert made.status_code == 201
    contact = made.json()
    assert contact["affiliations"] == [
        {"account": cast.akero.pk, "title": "Inköpare", "is_primary": True}
    ]
    assert contact["points"][0]["value"] == "Asa@Akero.example"
    path = f"contacts/{contact['id']}/"
    points = [{"kind": "mobile", "value": "070-174 06 05"}]
    changed = anna.patch(path, {"points": points}, contact["version"]).json()
    assert [point["kind"] for point in changed["points"]] == ["mobile"]
    assert changed["affiliations"] == contact["affiliations"]
    assert changed["version"] == contact["version"] + 1


def test_a_contact_known_by_address_is_409(cast: Cast) -> None:
    values = {
        "full_name": "Eva B",
        "affiliations": [{"account": cast.akero.pk}],
        "points": [{"kind": "email", "value": "EVA@akero.example"}],
    }
    answer = Program(cast.anna).post("contacts/", values)
    assert answer.json()["found"] == [{"id": cast.eva.pk, "name": "Eva Berg"}]


def test_a_place_elsewhere_is_neither_shown_nor_lost(cast: Cast) -> None:
    Affiliation.objects.create(contact=cast.eva, account=cast.oresund, title=CANARY)
    anna = Program(cast.anna)
    read = anna.get(f"contacts/{cast.eva.pk}/")
    assert [place["account"] for place in read.json()["affiliations"]] == [cast.akero.pk]
    values = {"affiliations": [{"account": cast.akero.pk, "title": "VD"}]}
    saved = anna.patch(f"contacts/{cast.eva.pk}/", values, read.json()["version"])
    assert saved.status_code == 200
    assert Affiliation.objects.filter(contact=cast.eva).count() == 2


def test_a_deal_has_lines_and_moves(cast: Cast) -> None:
    anna = Program(cast.anna)
    lines = [{"product": cast.product.pk, "quantity": "2", "unit_price": "99.5"}]
    values = {"name": "Ny", "account": cast.akero.pk, "stage": cast.qualify.pk, "value": "199.00"}
    made = anna.post("deals/", {**values, "lines": lines})
    assert made.status_code == 201
    deal = made.json()
    assert deal["lines"] == [
        {"product": cast.product.pk, "quantity": "2.000", "unit_price": "99.5000"}
    ]
    path = f"deals/{deal['id']}/"
    lost = anna.post(f"{path}move/", {"stage": cast.lost.pk})
    assert lost.status_code == 409
    lost = anna.post(f"{path}move/", {"stage": cast.lost.pk, "lost_reason": "price"})
    assert lost.json()["outcome"] == "lost"
    assert StageChange.objects.filter(deal=deal["id"], route="api", by=cast.anna).count() == 2
    assert ValueChange.objects.get(deal=deal["id"]).value == 199
    steps = anna.get("stage-changes/", deal=deal["id"]).json()["results"]
    assert [step["after"] for step in steps] == [cast.qualify.pk, cast.lost.pk]


def test_lines_left_out_stay(cast: Cast) -> None:
    anna = Program(cast.anna)
    path = f"deals/{cast.akero_deal.pk}/"
    before = anna.get(path).json()
    after = anna.patch(path, {"name": "Ny"}, before["version"]).json()
    assert before["lines"]
    assert after["lines"] == before["lines"]
    emptied = anna.patch(path, {"lines": []}, after["version"]).json()
    assert emptied["lines"] == []
    assert not DealLine.objects.filter(deal=cast.akero_deal).exists()


def test_a_pipeline_is_written_with_its_stages(cast: Cast) -> None:
    hedda = Program(cast.hedda)
    outcomes = ("open", "won", "lost")
    stages = [{"name": one, "outcome": one} for one in outcomes]
    made = hedda.post("pipelines/", {"name": "Partner", "stages": stages})
    assert made.status_code == 201
    pipeline = made.json()
    first, *rest = pipeline["stages"]
    wanted = [{"id": first["id"], "probability": 40}, {"name": "Offert", "probability": 60}]
    kept = [{"id": stage["id"]} for stage in rest]
    named = [{"name": "open", **wanted[0]}, wanted[1]]
    kept = [{"name": stage["name"], "id": stage["id"]} for stage in rest]
    path = f"pipelines/{pipeline['id']}/"
    saved = hedda.patch(path, {"stages": [*named, *kept]}, pipeline["version"])
    assert saved.status_code == 200
    shown = [(stage["name"], stage["probability"]) for stage in saved.json()["stages"]]
    assert shown == [("open", 40), ("Offert", 60), ("won", 100), ("lost", 0)]
    assert hedda.patch(path, {"name": "X"}, pipeline["version"]).status_code == 412
    assert Stage.objects.filter(pipeline=pipeline["id"]).count() == 4


def test_only_administrators_write_people(cast: Cast) -> None:
    values = {"email": "Ny@CRM.example", "full_name": "Nya Nilsson", "role": "admin"}
    assert Program(cast.hedda).post("users/", values).status_code == 403
    made = Program(cast.ada).post("users/", values)
    assert made.json()["email"] == "ny@crm.example"
    assert not User.objects.get(pk=made.json()["id"]).has_password
    twice = Program(cast.ada).post("users/", values)
    assert twice.json()["found"][0]["id"] == made.json()["id"]


def test_the_last_administrator_stays(cast: Cast) -> None:
    ada = Program(cast.ada)
    version = ada.get(f"users/{cast.ada.pk}/").json()["version"]
    for values in ({"role": "manager"}, {"is_active": False}):
        assert ada.patch(f"users/{cast.ada.pk}/", values, version).status_code == 409


def test_a_key_to_read_changes_nothing(cast: Cast) -> None:
    reader = Program(cast.anna, Scope.READ)
    assert reader.post("accounts/", {"name": "X"}).status_code == 403
    assert reader.delete(f"deals/{cast.akero_deal.pk}/", 1).status_code == 403


@pytest.mark.parametrize("path", ["accounts", "contacts", "deals"])
def test_who_reads_along_may_not_change(cast: Cast, path: str) -> None:
    """Rut reads with Anna's team."""
    record = {"accounts": cast.akero, "contacts": cast.eva, "deals": cast.akero_deal}[path]
    rut = Program(cast.rut)
    assert rut.get(f"{path}/{record.pk}/").status_code == 200
    assert rut.patch(f"{path}/{record.pk}/", {}, 1).status_code == 403


def test_a_record_given_away_is_answered_once_more(cast: Cast) -> None:
    User.objects.filter(pk=cast.bea.pk).update(team=cast.team_a)
    anna = Program(cast.anna)
    cast.akero_deal.refresh_from_db()
    path = f"deals/{cast.akero_deal.pk}/"
    Deal.objects.filter(pk=cast.akero_deal.pk).update(account=None)
    given = anna.patch(path, {"owner": cast.arvid.pk}, anna.get(path).json()["version"])
    assert given.json()["owner"] == cast.arvid.pk
    assert anna.get(path).status_code == 404


def sent_back(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "id"}


def test_names_that_cannot_be_set_are_refused_by_name(cast: Cast) -> None:
    anna = Program(cast.anna)
    record = anna.get(f"accounts/{cast.akero.pk}/").json()
    answer = anna.put(f"accounts/{cast.akero.pk}/", sent_back(record), record["version"])
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"version", "created_at", "updated_at"}


def test_contacts_without_a_place_are_refused(cast: Cast) -> None:
    answer = Program(cast.ada).post("contacts/", {"full_name": "X", "affiliations": []})
    assert "affiliations" in answer.json()["errors"]
    assert Contact.objects.filter(full_name="X").count() == 0
