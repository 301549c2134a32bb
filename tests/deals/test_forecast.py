"""The forecast: open deals by the month in which they are expected to close."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from crm.common.months import add_months, first_day
from deals.forecast_pages import Line
from deals.models import Deal, Stage
from deals.queries.forecast import Span, by_owner, forecast
from deals.services import NewDeal, create_deals
from tests.cast import CANARY, Cast
from tests.clock import TODAY
from users.models import User

pytestmark = pytest.mark.usefixtures("still_clock")
ClientOf = Callable[[User], Client]
URL = "/pipeline/forecast/"
THIS = first_day(TODAY)


def add(owner: User, stage: Stage, on: date | None, **values: Any) -> Deal:
    values = {"value": Decimal(100), "currency": "SEK", "expected_close_on": on} | values
    deal = Deal(name="Ny affär", owner=owner, stage=stage, **values)
    return create_deals([NewDeal(deal)], by=None, at=timezone.now(), route="page")[0]


@pytest.fixture
def deals(cast: Cast) -> Cast:
    """A few of Anna's, in the past, this month, later, undated, and one of Bea's."""
    Deal.objects.all().delete()
    last = THIS - timedelta(days=1)
    add(cast.anna, cast.qualify, last)
    add(cast.anna, cast.qualify, add_months(THIS, 2))
    add(cast.anna, cast.offer, add_months(THIS, 2), value=Decimal(10), currency="EUR")
    add(cast.anna, cast.qualify, add_months(THIS, 2), probability=60)
    add(cast.anna, cast.qualify, add_months(THIS, 2), value=None)
    add(cast.anna, cast.qualify, add_months(THIS, 2), currency="JPY")
    add(cast.anna, cast.qualify, add_months(THIS, 30))
    add(cast.anna, cast.qualify, None)
    add(cast.bea, cast.qualify, add_months(THIS, 2), value=Decimal(7777))
    return cast


def test_a_month_is_counted_valued_and_weighted(deals: Cast) -> None:
    found = forecast(Deal.objects.visible_to(deals.anna), TODAY)
    row = next(row for row in found.rows if row.start == add_months(THIS, 2))
    assert (row.sums.count, row.sums.unsummed, row.sums.valueless) == (5, 1, 1)
    assert row.sums.value == 100 + 115 + 100
    assert row.sums.weighted == 10 + Decimal(115) * deals.offer.probability / 100 + 60
    assert found.total.count == 8


def test_what_is_overdue_later_or_undated_stands_apart(deals: Cast) -> None:
    found = forecast(Deal.objects.visible_to(deals.anna), TODAY)
    assert [row.span for row in found.rows if row.sums.count] == [
        Span.PAST,
        Span.MONTH,
        Span.LATER,
        Span.UNDATED,
    ]
    assert found.rows[0].is_overdue
    assert found.overdue == 1
    assert len(found.months) == 12


def test_old_overdue_months_are_one_row(deals: Cast) -> None:
    for months in range(2, 12):
        add(deals.anna, deals.qualify, add_months(THIS, -months))
    past = [row for row in forecast(Deal.objects.all(), TODAY).rows if row.is_overdue]
    assert [row.start for row in past] == [None, *[add_months(THIS, -n) for n in range(6, 0, -1)]]
    assert past[0].sums.count == 5


def test_every_figure_opens_its_deals(deals: Cast, client_of: ClientOf) -> None:
    client = client_of(deals.anna)
    answer = client.get(f"{URL}?owner={deals.anna.pk}&by=owner")
    lines: list[Line] = [*answer.context["lines"], *answer.context["owners"]]
    for line in (line for line in lines if line.sums.count):
        listed = client.get(line.url)
        assert listed.context["listing"].total == line.sums.count, line
    for name, count in (("unrated_url", 1), ("valueless_url", 1), ("late_url", 1), ("all_url", 8)):
        assert client.get(answer.context[name]).context["listing"].total == count, name


def test_the_reader_adds_up_only_what_the_reader_sees(deals: Cast, client_of: ClientOf) -> None:
    counts = {}
    for name in ("anna", "bea", "hedda", "ada"):
        answer = client_of(getattr(deals, name)).get(URL)
        counts[name] = answer.context["forecast"].total.count
    assert counts == {"anna": 8, "bea": 1, "hedda": 8, "ada": 9}


def test_by_owner_the_largest_comes_first(deals: Cast) -> None:
    found = by_owner(Deal.objects.all(), TODAY)
    assert [row.owner for row in found] == [deals.bea, deals.anna]
    whole = forecast(Deal.objects.visible_to(deals.anna), TODAY).total
    assert found[1].sums == whole


def test_owners_after_the_fiftieth_are_one_row(deals: Cast, client_of: ClientOf) -> None:
    for number in range(52):
        email = f"p{number}@example.com"
        person = User.objects.create_user(email, f"Person {number}", team=deals.team_a)
        add(person, deals.qualify, TODAY)
    found = by_owner(Deal.objects.all(), TODAY)
    assert len(found) == 51
    assert found[-1].owner is None
    assert sum(row.sums.count for row in found) == 9 + 52
    client = client_of(deals.ada)
    others: Line = client.get(f"{URL}?by=owner&q=ny").context["owners"][-1]
    assert client.get(others.url).context["listing"].total == others.sums.count
    where = '{"all":[["created","last",5]]}'
    others = client.get(URL, {"by": "owner", "where": where}).context["owners"][-1]
    assert others.sums.count
    assert others.url == others.late_url == ""


def test_the_tabs_carry_the_filters_along(deals: Cast, client_of: ClientOf) -> None:
    client, kept = client_of(deals.anna), f"q=ny&owner={deals.anna.pk}"
    for path in ("/pipeline/", URL, "/deals/"):
        page = client.get(f"{path}?{kept}").content.decode()
        for tab in ("/pipeline/?", f"{URL}?", "/deals/?outcome=open&amp;"):
            assert f'href="{tab}{kept.replace("&", "&amp;")}"' in page, (path, tab)
    listed = client.get(f"/deals/?outcome=won&sort=-value&{kept}").content.decode()
    assert f'href="/pipeline/?{kept.replace("&", "&amp;")}"' in listed


@pytest.mark.parametrize("count", [10, 1000])
def test_the_forecast_costs_the_same_however_many_deals(
    cast: Cast, client_of: ClientOf, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    news = [
        NewDeal(Deal(name="A", owner=cast.anna, stage=cast.qualify, value=number, currency="SEK"))
        for number in range(count)
    ]
    create_deals(news, by=cast.ada, at=timezone.now(), route="import")
    client = client_of(cast.anna)
    with django_assert_num_queries(10):
        assert client.get(URL).status_code == 200


def test_nobody_meets_the_other_team(cast: Cast, client_of: ClientOf) -> None:
    for person in (cast.anna, cast.hedda, cast.rut):
        page = client_of(person).get(f"{URL}?by=owner").content.decode()
        assert CANARY not in page
