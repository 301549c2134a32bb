"""GET /api/v1/figures/"""

from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client

from deals.models import Deal, Outcome
from reports.dimensions import Dimension
from reports.figures import Measure
from tests.api.conftest import Ask
from tests.cast import CANARY, Cast
from users.models import Scope, User
from users.services import create_key

pytestmark = pytest.mark.django_db


def win(deal: Deal, cast: Cast, day: date, value: int) -> None:
    Deal.objects.filter(pk=deal.pk).update(
        outcome=Outcome.WON, stage=cast.won, closed_on=day, value=value
    )


def test_rows_carry_key_label_value_currency_and_records(cast: Cast, ask: Ask) -> None:
    win(cast.akero_deal, cast, date(2026, 3, 31), 1_000)
    win(cast.oresund_deal, cast, date(2026, 4, 1), 500)
    rows = ask(
        cast.ada, "figures/", measure="won_value", by="head", from_="2026-03-01", to="2026-03-31"
    ).json()
    [row] = rows
    assert row["key"] == str(cast.hedda.pk)
    assert row["label"] == "Hedda Hed"
    assert Decimal(row["value"]) == 1_000
    assert row["currency"] == "SEK"
    assert row["cases"] == 1
    assert row["records"].startswith(f"{settings.SITE_URL}/deals/?")


def test_the_records_are_those_of_the_row(cast: Cast, ask: Ask) -> None:
    win(cast.akero_deal, cast, date(2026, 3, 31), 1_000)
    [row] = ask(cast.anna, "figures/", measure="won_count", by="manager").json()
    client = Client()
    client.force_login(cast.anna)
    page = client.get(row["records"].removeprefix(settings.SITE_URL))
    assert page.context["listing"].total == row["cases"] == Decimal(row["value"]) == 1


@pytest.mark.parametrize("measure", Measure)
@pytest.mark.parametrize("by", Dimension)
def test_every_measure_by_every_dimension(
    cast: Cast, ask: Ask, measure: Measure, by: Dimension
) -> None:
    answer = ask(cast.hedda, "figures/", measure=measure.value, by=by.value)
    assert answer.status_code == 200
    assert CANARY not in answer.content.decode()


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({}, "measure"),
        ({"measure": "won_value"}, "by"),
        ({"measure": "profit", "by": "head"}, "measure"),
        ({"measure": "deals", "by": "password"}, "by"),
        ({"measure": "deals", "by": "head", "from": "31/02/2017"}, "from"),
        ({"measure": "deals", "by": "head", "to": "2017-02-31"}, "to"),
        ({"measure": "deals", "by": "head", "from": "2018-01-01", "to": "2017-01-01"}, "to"),
        ({"measure": "deals", "by": "head", "user": "x"}, "user"),
        ({"measure": "deals", "by": "head", "owner__password": "x"}, "owner__password"),
        ({"measure": "open_value", "by": "month", "from": "1900-01-01"}, "from"),
    ],
)
def test_what_is_not_understood_is_400(
    cast: Cast, ask: Ask, parameters: dict[str, str], named: str
) -> None:
    answer = ask(cast.ada, "figures/", **parameters)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == 400
    assert named in problem["errors"]


def test_a_key_to_read_cannot_write(cast: Cast) -> None:
    for scope, status in ((Scope.READ, 403), (Scope.WRITE, 405)):
        _token, key = create_key(cast.anna, name="x", scope=scope)
        for verb in ("post", "put", "patch", "delete"):
            send = getattr(Client(), verb)
            answer = send("/api/v1/figures/", headers={"authorization": f"Bearer {key}"})
            assert answer.status_code == status


def test_the_key_of_a_reader_cannot_write_whatever_its_scope(cast: Cast) -> None:
    _token, key = create_key(cast.rut, name="x", scope=Scope.WRITE)
    headers = {"authorization": f"Bearer {key}"}
    assert Client().post("/api/v1/figures/", headers=headers).status_code == 403


def test_a_session_needs_the_csrf_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.anna)
    assert client.post("/api/v1/figures/").status_code == 403


def test_without_a_key_the_answer_is_401(cast: Cast, client: Client) -> None:
    answer = client.get("/api/v1/figures/")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_errors_are_in_the_language_of_the_key_or_of_the_request(cast: Cast, ask: Ask) -> None:
    User.objects.filter(pk=cast.anna.pk).update(language="sv")
    own = ask(cast.anna, "figures/", measure="deals", by="x")
    asked = ask(cast.anna, "figures/", language="en", measure="deals", by="x")
    assert own.headers["Content-Language"] == "sv"
    assert asked.headers["Content-Language"] == "en"
    assert own.json()["errors"]["by"] != asked.json()["errors"]["by"]
