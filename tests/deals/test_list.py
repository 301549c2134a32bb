from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Account, Sector
from catalog.models import Product
from deals.models import Deal, DealLine, Pipeline, Stage
from deals.queries import CurrencySum, ListSums
from deals.services import EarlierStep, NewDeal, create_deals
from tests.cast import CANARY, Cast
from users.models import Team, User

ClientOf = Callable[[User], Client]
URL = "/deals/"


@pytest.fixture
def deals(cast: Cast) -> dict[str, Deal]:
    """Deals of Anna's with a past, on top of the cast's."""
    other = Sector.objects.create(name="Energi")
    cast.norrkoping.sector = other
    cast.norrkoping.save()
    plan = {
        "won": (cast.won, date(2017, 1, 1), date(2017, 3, 31), Decimal(100), "SEK"),
        "lost": (cast.lost, date(2017, 2, 1), date(2017, 4, 1), None, "SEK"),
        "euro": (cast.won, date(2017, 3, 1), date(2017, 3, 1), Decimal(10), "EUR"),
        "undated": (cast.qualify, None, None, Decimal(7), "SEK"),
    }
    news = {}
    for name, (stage, engaged, closed, value, currency) in plan.items():
        deal = Deal(name=name, owner=cast.anna, stage=stage, account=cast.norrkoping)
        deal.engaged_on, deal.closed_on = engaged, closed
        deal.value, deal.currency, deal.lost_reason = value, currency, "price"
        earlier = [EarlierStep(cast.offer, engaged)] if closed else []
        news[name] = NewDeal(deal, earlier=earlier)
    create_deals(list(news.values()), by=cast.ada, at=timezone.now(), route="import")
    return {name: new.deal for name, new in news.items()}


def names(client: Client, query: str) -> set[str]:
    answer = client.get(URL + query)
    assert answer.status_code == 200
    return {deal.name for deal in answer.context["page"].rows}


def sums(client: Client, query: str) -> ListSums:
    found: ListSums = client.get(URL + query).context["sums"]
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?outcome=won", {"won", "euro"}),
        ("?outcome=lost", {"lost"}),
        ("?closed_from=2017-03-31&closed_to=2017-04-01", {"won", "lost"}),
        ("?engaged_from=2017-02-01&engaged_to=2017-03-01", {"lost", "euro"}),
        ("?undated=1", {"undated"}),
        ("?open_on=2017-03-30", {"won", "lost"}),
        ("?open_on=2017-03-31", {"lost"}),
        ("?open_on=2017-04-01", set()),
        ("?q=UND", {"undated"}),
        ("?q=%C3%85KER%C3%96", {"Åkerö förlängning"}),
        ("?q=forlang+kero", {"Åkerö förlängning"}),
        ("?q=akero", {"Åkerö förlängning"}),
        ("?q=!!!", set()),
        ("?product=none", {"won", "lost", "euro", "undated"}),
        ("?account=none", set()),
        ("?sector=none", set()),
    ],
)
def test_filters_mean_what_reports_mean(
    cast: Cast, deals: dict[str, Deal], client_of: ClientOf, query: str, expected: set[str]
) -> None:
    assert names(client_of(cast.anna), query) == expected


def test_filters_by_record(cast: Cast, deals: dict[str, Deal], client_of: ClientOf) -> None:
    everyone = client_of(cast.ada)
    mine = {*deals, "Åkerö förlängning", "El A"}
    assert names(everyone, f"?owner={cast.anna.pk}") == mine
    assert names(everyone, f"?team={cast.team_a.pk}") == mine
    assert names(everyone, f"?head={cast.hedda.pk}") == mine
    assert names(everyone, "?head=none") == set()
    assert names(everyone, f"?account={cast.akero.pk}") == {"Åkerö förlängning"}
    assert names(everyone, f"?sector={cast.norrkoping.sector_id}") == {
        *deals,
        "El A",
        f"El B {CANARY}",
    }
    assert names(everyone, f"?stage={cast.lost.pk}") == {"lost"}
    assert names(everyone, f"?product={cast.product.pk}&owner={cast.anna.pk}") == {
        "Åkerö förlängning",
        "El A",
    }


def test_a_head_of_an_upper_team_has_the_teams_below(cast: Cast, client_of: ClientOf) -> None:
    cast.region.head = cast.hedda
    cast.region.save()
    found = names(client_of(cast.ada), f"?head={cast.hedda.pk}")
    assert f"{CANARY} avtal" in found
    assert "Åkerö förlängning" in found


def test_a_past_day_shows_stage_and_value_of_that_day(
    cast: Cast, deals: dict[str, Deal], client_of: ClientOf
) -> None:
    client = client_of(cast.anna)
    day = "open_on=2017-03-15"
    assert names(client, f"?{day}&stage={cast.offer.pk}") == {"won", "lost"}
    assert names(client, f"?{day}&stage={cast.won.pk}") == set()
    assert sums(client, f"?{day}").without_value == 2
    deals["won"].value_changes.update(known_on=date(2017, 3, 10), value=Decimal(80))
    assert sums(client, f"?{day}").by_currency == [CurrencySum("SEK", Decimal(80))]


def test_the_list_adds_up_whatever_page_is_shown(
    cast: Cast, deals: dict[str, Deal], client_of: ClientOf
) -> None:
    found = sums(client_of(cast.anna), f"?account={cast.norrkoping.pk}")
    assert (found.count, found.without_value) == (5, 1)
    assert found.by_currency == [
        CurrencySum("SEK", Decimal(240_107)),
        CurrencySum("EUR", Decimal(10)),
    ]
    assert (found.base, found.unsummed) == (CurrencySum("SEK", Decimal(240_107)), 1)


@pytest.mark.parametrize(
    "query",
    [
        "?unknown=1",
        "?outcome=maybe",
        "?open_on=yesterday",
        "?undated=0",
        "?owner=999999999",
        "?owner=x",
        "?sort=password",
        "?cursor=%00",
    ],
)
def test_what_is_unknown_is_refused(cast: Cast, client_of: ClientOf, query: str) -> None:
    assert client_of(cast.anna).get(URL + query).status_code == 400


def test_ids_of_others_are_as_unknown_as_none(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.anna)
    queries = [
        f"?owner={cast.bea.pk}",
        f"?head={cast.bo.pk}",
        f"?team={cast.team_b.pk}",
        f"?account={cast.oresund.pk}",
    ]
    assert [client.get(URL + query).status_code for query in queries] == [400] * 4


def test_the_owner_of_an_account_can_open_figures_of_other_owners(
    cast: Cast, client_of: ClientOf
) -> None:
    Deal.objects.filter(pk=cast.akero_deal.pk).update(owner=cast.bea)
    client = client_of(cast.anna)
    for query in (f"?owner={cast.bea.pk}", f"?head={cast.bo.pk}", f"?team={cast.team_b.pk}"):
        assert names(client, query) == {"Åkerö förlängning"}


@pytest.mark.parametrize(
    "sort", ["name", "account", "owner", "stage", "value", "engaged", "closed", "expected"]
)
def test_every_order_pages_through_all_rows(
    cast: Cast, deals: dict[str, Deal], client_of: ClientOf, sort: str
) -> None:
    extra = [
        Deal(
            name=f"A{number:03}",
            owner=cast.anna,
            stage=cast.qualify,
            value=number if number % 3 else None,
            expected_close_on=date(2027, 1, 1) + timedelta(days=number),
        )
        for number in range(30)
    ]
    create_deals([NewDeal(deal) for deal in extra], by=cast.ada, at=timezone.now(), route="import")
    client, seen, cursor = client_of(cast.anna), [], ""
    while True:
        page = client.get(URL, {"sort": f"-{sort}", "cursor": cursor}).context["page"]
        seen += [deal.pk for deal in page.rows]
        cursor = page.after
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 36


@pytest.mark.parametrize(("count", "statements"), [(10, 9), (900, 9), (1100, 8)])
def test_the_list_costs_the_same_however_many_deals(
    cast: Cast,
    client_of: ClientOf,
    count: int,
    statements: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """The sums of a long list are asked for when the page is there."""
    product = Product.objects.create(name="Kabel")
    news = [
        NewDeal(
            Deal(name=f"A{number}", owner=cast.anna, stage=cast.qualify, account=cast.akero),
            lines=[DealLine(product=product)],
        )
        for number in range(count)
    ]
    create_deals(news, by=cast.ada, at=timezone.now(), route="import")
    client = client_of(cast.anna)
    with django_assert_num_queries(statements):
        page = client.get(URL)
    assert ("/lists/deals/summary/" in page.content.decode()) == (count > 1000)
    sums = client.get("/lists/deals/summary/").context["sums"]
    assert sums.count == count + 2


@pytest.mark.parametrize("what", ["product", "sector", "team", "stage", "pipeline", "account"])
def test_a_figure_opens_its_list_although_what_it_is_about_was_deleted(
    cast: Cast, client_of: ClientOf, what: str
) -> None:
    record = _deletable(cast, what)
    type(record)._base_manager.filter(pk=record.pk).update(deleted_at=timezone.now())
    for person in (cast.ada, cast.hedda):
        answer = client_of(person).get(f"{URL}?{what}={record.pk}")
        assert answer.status_code == 200
        assert f"{record} (deleted)" in answer.content.decode()
    assert f"{record} (deleted)" not in client_of(cast.ada).get(URL).content.decode()


def _deletable(cast: Cast, what: str) -> Model:
    made: dict[str, Callable[[], Model]] = {
        "product": lambda: Product.objects.create(name="Vagn"),
        "sector": lambda: Sector.objects.create(name="Gruvor"),
        "team": lambda: Team.objects.create(name="Väst", parent=cast.team_a),
        "stage": lambda: Stage.objects.create(pipeline=cast.pipeline, name="Demo", position=9),
        "pipeline": lambda: Pipeline.objects.create(name="Partner"),
        "account": lambda: Account.objects.create(
            name="Ystad Hamn AB", owner=cast.anna, team=cast.team_a
        ),
    }
    return made[what]()


@pytest.mark.parametrize("value", ["9" * 30, "99999999", "-1", "x", "0"])
def test_what_never_was_is_still_refused(cast: Cast, client_of: ClientOf, value: str) -> None:
    assert client_of(cast.anna).get(f"{URL}?product={value}").status_code == 400
