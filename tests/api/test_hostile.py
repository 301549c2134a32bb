"""What nobody should send is refused in words, as problem+json, and never a fault."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import models
from django.test import Client
from pytest_django import Settings

from accounts.models import Account
from crm.api import VIEWS
from tests.api.programs import Program
from tests.cast import CANARY, Cast
from users.models import Scope

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"
BODIES = {
    "nothing": b"",
    "half": b'{"name": "x',
    "nan": b'{"name": "x", "employees": NaN}',
    "infinity": b'{"employees": -Infinity}',
    "too large a number": b'{"employees": 1e999}',
    "thousands of digits": b'{"employees": ' + b"9" * 5000 + b"}",
    "a lone surrogate": b'{"name": "\\ud800"}',
    "a surrogate as name": b'{"\\udfff": 1}',
    "not utf-8": b'{"name": "\xff"}',
    "a list": b'[{"name": "x"}]',
    "a text": b'"x"',
    "null": b"null",
    "deep": b"[" * 50_000,
    "rather deep": b'{"name":' * 50 + b"1" + b"}" * 50,
    "twice": b'{"name": "x", "name": "y"}',
    "nul": b'{"name": "a\\u0000b"}',
}


@pytest.mark.parametrize("body", list(BODIES.values()), ids=list(BODIES))
def test_a_body_that_is_none_is_400(cast: Cast, body: bytes) -> None:
    answer = Program(cast.anna).post("accounts/", body)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == PROBLEM


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("name", {"name": 5}),
    ("name", {"name": None}),
    ("name", {"name": ["x"]}),
    ("name", {"name": {"x": 1}}),
    ("name", {"name": "x" * 201}),
    ("name", {"name": "   "}),
    ("employees", {"employees": "5"}),
    ("employees", {"employees": True}),
    ("employees", {"employees": -1}),
    ("employees", {"employees": 10**12}),
    ("annual_revenue", {"annual_revenue": 1234.5}),
    ("annual_revenue", {"annual_revenue": "9" * 30}),
    ("annual_revenue", {"annual_revenue": "1e5"}),
    ("annual_revenue", {"annual_revenue": "NaN"}),
    ("annual_revenue", {"annual_revenue": "-1"}),
    ("annual_revenue", {"annual_revenue": "1.234"}),
    ("currency", {"currency": "XXQ"}),
    ("country", {"country": "Sverige"}),
    ("website", {"website": "javascript:alert(1)"}),
    ("website", {"website": "a" * 298}),
    ("org_number", {"org_number": "556036-0794"}),
    ("vat_number", {"vat_number": "SE123"}),
    ("lifecycle", {"lifecycle": "x"}),
    ("lifecycle", {"lifecycle": ["key"]}),
    ("owner", {"owner": "1"}),
    ("owner", {"owner": True}),
    ("owner", {"owner": 2**63}),
    ("owner", {"owner": -1}),
    ("owner", {"owner": None}),
    ("founded_year", {"founded_year": 99999}),
    ("ownr", {"ownr": 1}),
]


@pytest.mark.parametrize(("named", "values"), WRONG, ids=lambda value: str(value)[:40])
def test_what_is_wrong_is_told_by_field(cast: Cast, named: str, values: dict[str, Any]) -> None:
    answer = Program(cast.anna).post("accounts/", {"name": "X", "currency": "SEK"} | values)
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {named}


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_no_column_can_be_set_that_is_not_offered(cast: Cast, name: str) -> None:
    """Mass assignment: every column of the model that the description does not offer."""
    view: Any = VIEWS[name]
    if not hasattr(view, "add"):
        return
    shape = (view.new_class or view.serializer_class)(context={})
    writable = {field.field_name for field in shape._writable_fields}
    columns = {
        named
        for field in view.model._meta.concrete_fields
        for named in (field.name, field.attname)
    }
    sent = dict.fromkeys(columns - writable, 1)
    answer = Program(cast.ada).post(f"{name}/", sent)
    assert answer.status_code == 400
    assert set(sent) <= set(answer.json()["errors"])
    assert {"deleted_at", "is_superuser", "password", "version"} & writable == set()


FOREIGN = [
    ("accounts/", "parent", "oresund", {"name": "X"}),
    ("accounts/", "owner", "bea", {"name": "X"}),
    ("accounts/", "team", "team_b", {"name": "X"}),
    ("account-members/", "account", "oresund", {"role": "deputy"}),
    ("account-members/", "user", "bea", {"role": "deputy"}),
    ("deals/", "account", "oresund", {"name": "X"}),
    ("deals/", "owner", "bea", {"name": "X"}),
]


@pytest.mark.parametrize(("path", "name", "foreign", "values"), FOREIGN)
def test_a_foreign_number_does_not_exist(
    cast: Cast, path: str, name: str, foreign: str, values: dict[str, Any]
) -> None:
    base = {"account": cast.akero.pk, "user": cast.arvid.pk} if "members" in path else {}
    base |= {"stage": cast.qualify.pk} if "deals" in path else {}
    anna = Program(cast.anna)
    record = getattr(cast, foreign)
    seen = anna.post(path, {**base, **values, name: record.pk})
    unknown = anna.post(path, {**base, **values, name: 2**60})
    assert seen.status_code == unknown.status_code == 400
    assert seen.json() == unknown.json()
    assert CANARY not in seen.content.decode()


def test_a_foreign_place_of_a_contact_does_not_exist(cast: Cast) -> None:
    values = {"full_name": "X", "affiliations": [{"account": cast.oresund.pk}]}
    answer = Program(cast.anna).post("contacts/", values)
    assert "affiliations" in answer.json()["errors"]


QUERIES = [
    {"unknown": "1"},
    {"sort": "password"},
    {"sort": "owner__password"},
    {"owner__password": "x"},
    {"name__startswith": "x"},
    {"id": "1"},
    {"cursor": "x"},
    {"cursor": "WyJhIiwiXHUwMDAwIiwxXQ"},
    {"cursor": "WyJhIiwiXHVkODAwIiwxXQ"},
    {"cursor": "WyJhIixJbmZpbml0eSxJbmZpbml0eV0"},
    {"limit": "0"},
    {"limit": "101"},
    {"limit": "x"},
    {"limit": "٣"},
    {"sort": ""},
    {"limit": ""},
]


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_what_a_list_does_not_understand_is_400(cast: Cast, name: str) -> None:
    ada = Program(cast.ada)
    for query in QUERIES:
        answer = ada.get(f"{name}/", **query)
        assert answer.status_code == 400, query
        assert answer.headers["Content-Type"] == PROBLEM


def test_a_parameter_given_twice_is_400(cast: Cast) -> None:
    assert Program(cast.ada).get("accounts/", limit=["1", "2"]).status_code == 400


@pytest.mark.parametrize("verb", ["GET", "PATCH"])
def test_what_is_not_there_is_told_in_the_language_asked_for(cast: Cast, verb: str) -> None:
    anna = Program(cast.anna, language="sv")
    answer = anna.send(verb, f"accounts/{cast.oresund.pk}/", {"city": "Lund"})
    assert answer.status_code == 404
    assert answer.json()["detail"] == "Hittades inte."


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [
        ("GET", "nowhere/", 404),
        ("GET", "accounts/99999999999999999999999/", 404),
        ("GET", "accounts/x/", 404),
        ("POST", "figures/", 405),
        ("OPTIONS", "accounts/", 405),
        ("TRACE", "accounts/", 405),
    ],
)
def test_every_refusal_is_a_problem(cast: Cast, verb: str, path: str, status: int) -> None:
    answer = Program(cast.ada).send(verb, path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.json()["status"] == status


def test_only_json_goes_in_and_out(cast: Cast) -> None:
    ada = Program(cast.ada)
    path = "/api/v1/accounts/"
    form = ada.client.post(path, {"name": "X"}, headers=ada.headers)
    html = ada.client.get(path, headers={**ada.headers, "accept": "text/html"})
    assert (form.status_code, html.status_code) == (415, 406)
    assert form.headers["Content-Type"] == html.headers["Content-Type"] == PROBLEM


def test_a_body_beyond_a_megabyte_is_413(cast: Cast) -> None:
    answer = Program(cast.ada).post("accounts/", {"name": "X", "description": "x" * 2**20})
    assert answer.status_code == 413


def test_a_fault_is_a_problem_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: Any, **_more: Any) -> Any:
        raise RuntimeError("secret")

    monkeypatch.setattr("accounts.api.create_account", fails)
    answer = Program(cast.ada).post("accounts/", {"name": "X"})
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == PROBLEM
    assert "secret" not in answer.content.decode()


def test_problems_are_told_in_swedish(cast: Cast) -> None:
    swedish, english = Program(cast.ada, language="sv"), Program(cast.ada)
    for path in ("nowhere/", "accounts/?limit=0", "accounts/0/"):
        titles = [reader.get(path).headers["Content-Language"] for reader in (swedish, english)]
        assert titles == ["sv", "en"]


@pytest.mark.usefixtures("still_clock")
def test_a_key_may_ask_so_often_and_no_more(cast: Cast, settings: Settings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    anna = Program(cast.anna, Scope.READ)
    answers = [anna.get("sectors/") for _time in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert Program(cast.anna).get("sectors/").status_code == 200


def test_links_begin_with_the_site_whatever_the_host_says(cast: Cast) -> None:
    anna = Program(cast.anna)
    for number in range(3):
        Account.objects.create(name=f"A{number}", owner=cast.anna)
    answer = anna.client.get(
        "/api/v1/accounts/?limit=1", headers={**anna.headers, "host": "127.0.0.1"}
    )
    assert answer.json()["next"].startswith(f"{django_settings.SITE_URL}/api/v1/accounts/?")


def test_a_visitor_is_told_to_sign_in(client: Client) -> None:
    for name in VIEWS:
        answer = client.get(f"/api/v1/{name}/")
        assert (answer.status_code, answer.headers["Content-Type"]) == (401, PROBLEM)


def test_every_model_of_the_lists_says_who_sees_it() -> None:
    for view in VIEWS.values():
        model: type[models.Model] = view.model  # type: ignore[attr-defined] # of ReadViews
        assert hasattr(model._default_manager.all(), "visible_to")
