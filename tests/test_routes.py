"""The route gate: every route and verb answers each person as the authorisation table says, and
none is missing.
"""

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse

from tests.authorisation import PEOPLE, Row, all_rows
from tests.cast import Cast

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ROWS = all_rows()


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """The names of all routes, with their namespaces; a route without a name is named by its
    pattern.
    """
    for entry in patterns:
        if isinstance(entry, URLResolver):
            space = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from routes(entry.url_patterns, space)
        else:
            yield f"{prefix}{entry.name or entry.pattern}"


def missing_rows(patterns: list[URLPattern | URLResolver], rows: list[Row]) -> set[str]:
    return set(routes(patterns)) - {row.route for row in rows}


def ask(client: Client, row: Row, cast: Cast, **headers: str) -> int:
    args = row.args(cast)
    url = reverse(row.route, args=args) + row.query
    data = row.data(cast)
    if row.verb == "GET":
        response = client.get(url, data, headers=headers)
        if response.streaming:
            b"".join(response)  # a file is read to its end, and closed
        return response.status_code
    if row.route.startswith("api:"):
        if row.verb != "POST":
            headers["if-match"] = _version(cast, url)
        return client.generic(row.verb, url, *_json(data), headers=headers).status_code
    return client.generic(row.verb, url, *_body(data), headers=headers).status_code


def _version(cast: Cast, url: str) -> str:
    """As an administrator reads it: whether the version is known decides nothing here."""
    reader = Client()
    reader.force_login(cast.ada)
    return reader.get(url).headers.get("ETag", '"1"')


def _json(data: dict[str, object]) -> tuple[str, str]:
    return json.dumps(data), "application/json"


def _body(data: dict[str, object]) -> tuple[str, str]:
    return urlencode(data, doseq=True), "application/x-www-form-urlencoded"


def test_every_route_has_a_row() -> None:
    assert missing_rows(get_resolver().url_patterns, ROWS) == set()


def test_a_new_route_without_a_row_is_noticed() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    patterns = [*get_resolver().url_patterns, path("new/", view, name="new_route")]
    assert missing_rows(patterns, ROWS) == {"new_route"}


def test_no_row_is_about_a_route_that_is_gone() -> None:
    assert {row.route for row in ROWS} <= set(routes(get_resolver().url_patterns))


@pytest.mark.parametrize("person", ["anonymous", *PEOPLE])
@pytest.mark.parametrize("row", ROWS, ids=str)
@pytest.mark.django_db
def test_the_answer_is_the_one_in_the_table(row: Row, person: str, cast: Cast) -> None:
    client = Client(raise_request_exception=False)
    if person != "anonymous":
        client.force_login(getattr(cast, PEOPLE[person]))
    assert ask(client, row, cast) == getattr(row, person)


@pytest.mark.parametrize("row", [row for row in ROWS if row.verb == "GET"], ids=str)
@pytest.mark.django_db
def test_a_fragment_is_guarded_like_its_page(row: Row, cast: Cast) -> None:
    for person, name in PEOPLE.items():
        client = Client(raise_request_exception=False)
        client.force_login(getattr(cast, name))
        assert ask(client, row, cast, hx_request="true") == getattr(row, person), person


@pytest.mark.django_db
def test_a_verb_without_a_row_is_refused(cast: Cast) -> None:
    """Verbs that the table does not know answer 405 (or 403 before that), whoever asks."""
    known = {(row.route, row.verb) for row in ROWS}
    client = Client(raise_request_exception=False)
    client.force_login(cast.ada)
    open_doors = []
    for row in {row.route: row for row in ROWS}.values():
        with transaction.atomic():  # a row may set a scene of its own
            url = reverse(row.route, args=row.args(cast)) + row.query
            unknown = [verb for verb in VERBS if (row.route, verb) not in known]
            answers = {verb: client.generic(verb, url).status_code for verb in unknown}
            transaction.set_rollback(True)
        open_doors += [(row.route, *item) for item in answers.items() if item[1] not in {403, 405}]
    assert open_doors == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.verb != "GET"], ids=str)
@pytest.mark.django_db
def test_a_change_needs_the_csrf_token(row: Row, cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(cast.ada)
    assert ask(client, row, cast) == 403
