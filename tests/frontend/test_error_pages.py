"""Error pages stand on their own: some are shown before anybody is known."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.template.loader import render_to_string
from django.test import RequestFactory

from crm.common.outages import handle_error


@pytest.mark.parametrize("status", ["400", "403", "403_csrf", "404", "500", "503"])
def test_an_error_page_needs_no_request(status: str) -> None:
    assert '<main id="main"' in render_to_string(f"{status}.html")


@pytest.mark.parametrize("status", ["403", "404"])
def test_a_visitor_gets_the_error_without_the_menu(status: str) -> None:
    request = RequestFactory().get("/nowhere/")
    request.user = AnonymousUser()
    assert "nav-main" not in render_to_string(f"{status}.html", request=request)


class _FaultError(Exception):
    def __init__(self, code: str | None) -> None:
        super().__init__("fault")
        self.pgcode = code


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        (OperationalError, None, 503),
        (OperationalError, "57P01", 503),
        (OperationalError, "53300", 503),
        (InterfaceError, None, 503),
        (OperationalError, "40P01", 500),
        (OperationalError, "57014", 500),
        (ValueError, None, 500),
    ],
)
def test_only_a_database_that_is_away_is_told_as_an_outage(
    error: type[Exception], code: str | None, status: int
) -> None:
    request = RequestFactory().get("/accounts/", headers={"accept-language": "sv"})
    try:
        raise error("psycopg2 says why") from _FaultError(code)
    except error:
        answer = handle_error(request)
    assert answer.status_code == status
    assert '<html lang="sv"' in answer.content.decode()
    assert "psycopg2" not in answer.content.decode()


def test_an_outage_is_a_problem_like_any_other() -> None:
    request = RequestFactory().get("/api/v1/figures/", headers={"accept-language": "sv"})
    try:
        raise OperationalError("psycopg2 says why")
    except OperationalError:
        answer = handle_error(request)
    body = json.loads(answer.content)
    assert (body["type"], body["status"], answer.status_code) == ("about:blank", 503, 503)
    assert set(body) == {"type", "title", "status", "detail"}
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.headers["Content-Language"], bool(answer.headers["Retry-After"])) == (
        "sv",
        True,
    )
