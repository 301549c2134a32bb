"""Lists: pages that link to one another, the pages' filters, and a fixed number of queries."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, AccountMember, Affiliation, Contact, ContactPoint
from catalog.models import Category, ExchangeRate, Product
from crm.api import VIEWS
from deals.models import Deal, DealLine, Pipeline, Stage, StageChange, ValueChange
from tests.api.programs import Program
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def fill(cast: Cast, mark: str, count: int) -> None:
    """More of everything, with what the answers nest."""
    for number in range(count):
        name = f"{mark} {number:03}"
        account = Account.objects.create(name=name, owner=cast.anna, sector=cast.sector)
        AccountMember.objects.create(account=account, user=cast.arvid)
        contact = Contact.objects.create(full_name=name)
        for place in (account, cast.akero):
            Affiliation.objects.create(contact=contact, account=place)
        for value in ("a", "b"):
            ContactPoint.objects.create(contact=contact, kind="email", value=value, normal=value)
        deal = Deal.objects.create(
            name=name,
            owner=cast.anna,
            account=account,
            stage=cast.qualify,
            pipeline=cast.pipeline,
        )
        DealLine.objects.create(deal=deal, product=cast.product)
        StageChange.objects.create(deal=deal, after=cast.qualify, by=cast.anna, route="page")
        ValueChange.objects.create(deal=deal, known_on="2026-01-01", by=cast.anna)
        Product.objects.create(name=name, category=Category.objects.create(name=name))
        ExchangeRate.objects.create(currency="USD", day=f"20{number:02}-{len(mark):02}-01", rate=1)
        Stage.objects.create(
            pipeline=Pipeline.objects.create(name=name), name=name, position=number
        )


def queries(program: Program, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = program.get(path, limit="100")
    assert answer.status_code == 200
    return len(captured)


@pytest.mark.parametrize("person", ["anna", "hedda", "ada"])
def test_the_number_of_queries_does_not_grow(cast: Cast, person: str) -> None:
    fill(cast, "a", 3)
    program = Program(getattr(cast, person))
    program.get("sectors/")  # marks the key as used
    paths = [f"{name}/" for name in VIEWS if name != "outbox"]
    few = {path: queries(program, path) for path in paths}
    fill(cast, "bb", 30)
    assert {path: queries(program, path) for path in paths} == few
    assert max(few.values()) <= 12


@pytest.mark.parametrize("sort", ["name", "-name", "owner", "-sector"])
def test_links_lead_through_all_rows_and_back(cast: Cast, sort: str) -> None:
    for number in range(7):
        Account.objects.create(name=f"Konto {number}", owner=cast.anna)
    anna = Program(cast.anna)
    whole = [row["id"] for row in anna.get("accounts/", sort=sort).json()["results"]]
    page = anna.get("accounts/", sort=sort, limit="2").json()
    assert page["previous"] is None
    forth = [page]
    while page["next"]:
        page = follow(anna, page["next"])
        forth.append(page)
    assert ids(forth) == whole
    back = [page]
    while page["previous"]:
        page = follow(anna, page["previous"])
        back.insert(0, page)
    assert ids(back)[-2:] == whole[-2:]
    assert set(ids(back)) == set(whole)


def follow(program: Program, link: str) -> Any:
    parts = urlsplit(link)
    return program.get(f"{parts.path.removeprefix('/api/v1/')}?{parts.query}").json()


def ids(pages: list[Any]) -> list[int]:
    return [row["id"] for page in pages for row in page["results"]]


def test_a_cursor_of_one_order_is_none_of_another(cast: Cast) -> None:
    fill(cast, "a", 3)
    anna = Program(cast.anna)
    link = anna.get("accounts/", sort="name", limit="1").json()["next"]
    turned = link.replace("sort=name", "sort=-name")
    answer = anna.get(f"accounts/?{urlsplit(turned).query}")
    assert answer.status_code == 400


def test_filters_are_those_of_the_pages(cast: Cast) -> None:
    anna = Program(cast.anna)
    Account.objects.create(name="Visby Båt", owner=cast.anna, country="NO")
    assert names(anna.get("accounts/", q="visby")) == ["Visby Båt"]
    assert names(anna.get("accounts/", country="NO")) == ["Visby Båt"]
    assert names(anna.get("accounts/", owner="none")) == ["Norrköpings El AB"]
    assert names(anna.get("deals/", account=str(cast.akero.pk))) == ["Åkerö förlängning"]
    assert names(anna.get("deals/", outcome="won")) == []
    assert anna.get("accounts/", owner=str(cast.bea.pk)).status_code == 400


def test_the_filter_builder_counts_here_too(cast: Cast) -> None:
    anna = Program(cast.anna)
    assert anna.get("accounts/", where="{").status_code == 400
    assert anna.get("accounts/", where='{"all":[["password","is","x"]]}').status_code == 400


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["results"]]


def test_only_administrators_read_the_outbox(cast: Cast) -> None:
    assert Program(cast.hedda).get("outbox/").status_code == 403
    assert Program(cast.ada).get("outbox/").json()["results"] == []
