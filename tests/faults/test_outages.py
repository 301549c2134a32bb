"""The database goes away and comes back under a web server of production."""

import http.cookiejar
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client

from messaging.models import OutboxMail
from tests.browser.server import running_server
from tests.cast import PASSWORD, Cast, build_cast
from tests.faults.processes import database_url
from tests.proxy import Address, Line, line_to

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


class Browser:
    """Keeps cookies, follows redirects, and sends the token that a form needs."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.jar = http.cookiejar.CookieJar()
        keeper = urllib.request.HTTPCookieProcessor(self.jar)
        self.opener = urllib.request.build_opener(keeper)

    def open(self, path: str, data: bytes | None = None) -> int:
        with self.opener.open(f"{self.address}{path}", data, timeout=30) as answer:
            assert data or answer.url == f"{self.address}{path}", f"sent on to {answer.url}"
            return int(answer.status)

    def post(self, path: str, **fields: str) -> int:
        self.open(path)
        token = next(cookie.value for cookie in self.jar if cookie.name == "csrftoken")
        fields["csrfmiddlewaretoken"] = str(token)
        return self.open(path, urlencode(fields).encode())


@pytest.fixture(autouse=True)
def quick_passwords() -> None:
    """The server is another process and knows production's way to keep passwords only."""


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


@pytest.fixture
def house(tmp_path: Path, transactional_db: None) -> Iterator[House]:
    log = tmp_path / "web.log"
    with line_to(_database()) as line, log.open("ab") as output:
        url = database_url(HOST="127.0.0.1", PORT=str(line.port))
        with running_server(tmp_path, output, DATABASE_URL=url, WEB_THREADS="1") as address:
            yield House(address, line, log)


def _database() -> Address:
    values = connection.settings_dict
    host, port = str(values["HOST"] or "/var/run/postgresql"), str(values["PORT"] or 5432)
    return f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, int(port))


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
    body = json.loads(answer.body)
    assert (answer.status, body["status"], body["type"]) == (503, 503, "about:blank")
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.fixture
def house_without_redis(tmp_path: Path, transactional_db: None) -> Iterator[House]:
    log = tmp_path / "web.log"
    nobody = "redis://127.0.0.1:1/0"
    with line_to(_database()) as line, log.open("ab") as output:
        special = {"REDIS_URL": nobody, "CACHE_URL": nobody}
        with running_server(tmp_path, output, **special) as address:
            yield House(address, line, log)


def test_redis_may_be_gone(house_without_redis: House, cast: Cast) -> None:
    """One signs in, is limited, asks for a mail and reads pages; nothing waits long for Redis."""
    house = house_without_redis
    house.logged()
    began = time.monotonic()
    browser = Browser(house.address)
    assert browser.post("/auth/password/reset/", email=cast.anna.email) == 200
    assert browser.post("/auth/login/", login=cast.anna.email, password=PASSWORD) == 200
    for path in ("/", "/accounts/", "/settings/"):
        assert browser.open(path) == 200
    assert time.monotonic() - began < 20
    assert OutboxMail.objects.filter(recipient_user=cast.anna).count() == 1
    assert [line.get("server", line) for line in house.logged()] == ["cache", "broker"]
    answer = house.get("/readyz")
    assert (answer.status, json.loads(answer.body)) == (200, {"database": "ok", "broker": "away"})
