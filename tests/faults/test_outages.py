"""The database goes away and comes back under a web server of production."""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.browser.server import running_server
from tests.cast import Cast, build_cast
from tests.faults.processes import database_url
from tests.proxy import Line, line_to

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    headers: Message


class House:
    """A web server whose line to the database can be cut."""

    def __init__(self, address: str, line: Line, log: Path) -> None:
        self.address, self.line, self.log = address, line, log

    def get(self, path: str, **headers: str) -> Answer:
        request = urllib.request.Request(f"{self.address}{path}", headers=headers)  # noqa: S310 - our own
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own
                return Answer(answer.status, answer.read().decode(), answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode(), error.headers)

    def logged(self) -> list[dict[str, Any]]:
        lines = self.log.read_text().splitlines()
        os.truncate(self.log, 0)
        return [json.loads(line) for line in lines if line.startswith("{")]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


@pytest.fixture
def house(tmp_path: Path, transactional_db: None) -> Iterator[House]:
    values = connection.settings_dict
    host, port = str(values["HOST"] or "/var/run/postgresql"), str(values["PORT"] or 5432)
    target = f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, int(port))
    log = tmp_path / "web.log"
    with line_to(target) as line, log.open("ab") as output:
        url = database_url(HOST="127.0.0.1", PORT=str(line.port))
        with running_server(tmp_path, output, DATABASE_URL=url, WEB_THREADS="1") as address:
            yield House(address, line, log)


def cookie_of(cast: Cast) -> str:
    client = Client()
    client.force_login(cast.anna)
    return f"sessionid={client.cookies['sessionid'].value}"


def test_a_page_is_calm_while_the_database_is_away_and_back_with_it(
    house: House, cast: Cast
) -> None:
    cookie = cookie_of(cast)
    assert house.get("/accounts/", Cookie=cookie).status == 200
    house.line.cut()
    house.logged()
    for path in ("/accounts/", f"/accounts/{cast.akero.pk}/", "/"):
        for language, words in (("en", "Try again"), ("sv", "Försök igen")):
            answer = house.get(path, **{"Cookie": cookie, "Accept-Language": language})
            assert answer.status == 503
            assert words in answer.body
            assert f'<html lang="{language}"' in answer.body
            assert "Traceback" not in answer.body
            assert "psycopg" not in answer.body
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Retry-After"]
            assert answer.headers["Content-Security-Policy"]
            (line,) = house.logged()
            assert "django.db.utils.OperationalError" in line["error"]
    house.line.mend()
    assert house.get("/accounts/", Cookie=cookie).status == 200, "with the very next request"


def test_a_connection_that_ended_unseen_costs_no_request(house: House, cast: Cast) -> None:
    """As after a restart of PostgreSQL between two requests."""
    cookie = cookie_of(cast)
    house.logged()
    for _restart in range(3):
        assert house.get("/accounts/", Cookie=cookie).status == 200
        house.line.cut()
        house.line.mend()
    assert house.get("/accounts/", Cookie=cookie).status == 200
    assert house.logged() == []


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_says_in_one_line_that_the_database_is_away(house: House, path: str) -> None:
    assert house.get(path).status == 200
    house.line.cut()
    house.logged()
    answer = house.get(path)
    assert (answer.status, len(answer.body.splitlines())) == (503, 1)
    assert "no-store" in answer.headers["Cache-Control"]
    (line,) = house.logged()
    assert (line["level"], "error" in line) == ("warning", False)
    house.line.mend()
    assert house.get(path).status == 200


def test_a_program_gets_the_outage_as_a_problem(house: House, cast: Cast) -> None:
    house.line.cut()
    answer = house.get("/api/v1/figures/", Authorization="Bearer abc")
    assert (answer.status, json.loads(answer.body)["status"]) == (503, 503)
    assert answer.headers["Content-Type"] == "application/problem+json"
