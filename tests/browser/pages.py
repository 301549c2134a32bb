"""All pages there are, taken from the authorisation table."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from tests.authorisation import Row, all_rows
from tests.cast import Cast


@dataclass(frozen=True)
class PageOf:
    route: str
    url: str


def pages_of_the_administrator(cast: Cast) -> list[PageOf]:
    client = Client()
    client.force_login(cast.ada)
    rows = [row for row in all_rows() if row.verb == "GET" and row.admin == 200]
    return list(_pages(client, rows, cast))


def pages_of_a_visitor(cast: Cast) -> list[PageOf]:
    rows = [row for row in all_rows() if row.verb == "GET" and row.anonymous == 200]
    return list(_pages(Client(), rows, cast))


OWN_TEST = frozenset({"api:docs"})
"""Drawn by a script of others after it has loaded: test_api_docs.py looks at it."""


def _pages(client: Client, rows: list[Row], cast: Cast) -> Iterator[PageOf]:
    """Files, fragments and what the API says are no pages."""
    for row in rows:
        if row.route in OWN_TEST:
            continue
        url = reverse(row.route, args=row.args(cast)) + row.query
        answer = client.get(url, row.data(cast))
        if not answer.streaming and answer.content.lstrip()[:15].lower() == b"<!doctype html>":
            yield PageOf(row.route, url)
