"""The home page: what to do next, how one stands, and that each figure opens its records."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import Account
from crm.common.models import Route
from crm.common.months import add_months, first_day
from deals.models import Deal, Stage
from deals.services import NewDeal, create_deals
from reports import services
from reports.content import Edition
from reports.home import Waiting, home_of, own_deals
from reports.home_words import day_text, greeting, reason
from reports.queries import Asked
from tests.cast import CANARY, Cast
from tests.clock import TODAY
from users.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock")]
ClientOf = Callable[[User], Client]


def add_deals(owner: User, stage: Stage, count: int = 1, **values: Any) -> list[Deal]:
    """Deals of 1,000 SEK; `entered` is the day on which they came to their stage."""
    entered = values.pop("entered", TODAY)
    values = {"currency": "SEK", "value": Decimal(1000), "engaged_on": entered} | values
    news = [
        NewDeal(Deal(name=f"Affär {number}", owner=owner, stage=stage, **values), (), (), entered)
        for number in range(count)
    ]
    return create_deals(news, by=None, at=timezone.now(), route=Route.PAGE)


def text_of(client: Client, path: str = "/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    words = re.sub(r"<[^>]+>", " ", unescape(answer.content.decode()))
    return " ".join(words.replace("\u00a0", " ").split())


def test_a_manager_sees_the_own_deals_and_why_they_are_there(
    cast: Cast, client_of: ClientOf
) -> None:
    Deal.objects.all().delete()
    late = TODAY - timedelta(days=12)
    add_deals(
        cast.anna,
        cast.offer,
        account=cast.akero,
        expected_close_on=late,
        entered=TODAY - timedelta(days=31),
    )
    page = text_of(client_of(cast.anna))
    assert "Affär 0 Åkerö Hälsovård AB 12 days past its closing date · 31 days in Offert" in page


def test_nothing_of_the_other_team_is_shown(cast: Cast, client_of: ClientOf) -> None:
    for person in (cast.anna, cast.hedda, cast.rut):
        client = client_of(person)
        assert CANARY not in client.get("/").content.decode()
        assert CANARY not in client.get("/next/").content.decode()


def test_a_head_sees_whose_deals_they_are(cast: Cast, client_of: ClientOf) -> None:
    page = text_of(client_of(cast.hedda))
    assert "Åkerö förlängning Åkerö Hälsovård AB · Anna Ahl" in page
    assert "· Anna Ahl" not in text_of(client_of(cast.anna))


def test_a_deal_on_an_own_account_is_not_own(cast: Cast) -> None:
    foreign = add_deals(cast.arvid, cast.qualify, account=cast.akero)[0]
    assert foreign in Deal.objects.visible_to(cast.anna)
    assert foreign not in own_deals(cast.anna)
    assert foreign in own_deals(cast.hedda)


@pytest.mark.parametrize("person", ["anna", "hedda", "ada", "rut"])
def test_each_figure_opens_as_many_records_as_it_counts(
    cast: Cast, client_of: ClientOf, person: str
) -> None:
    month = first_day(TODAY)
    add_deals(cast.anna, cast.won, 3, account=cast.akero, closed_on=month, entered=month)
    add_deals(cast.arvid, cast.won, 2, closed_on=month, entered=month)
    add_deals(cast.bea, cast.won, 1, closed_on=month, entered=month)
    add_deals(cast.anna, cast.qualify, 2, expected_close_on=TODAY)
    add_deals(cast.arvid, cast.qualify, 1)
    user = getattr(cast, person)
    client, standing = client_of(user), home_of(user, timezone.now()).standing
    figures = client.get("/").context["figures"]
    last = standing.without_account if standing.ownerless is None else standing.ownerless
    counts = [standing.open_count, standing.won_count, standing.undecided, last]
    for figure, count in zip(figures, counts, strict=True):
        answer = client.get(figure.url)
        assert answer.status_code == 200, figure.url
        assert shown_rows(answer.context) == count, figure.label


def shown_rows(context: Any) -> int:
    if "listing" in context:
        return int(context["listing"].total)
    rows: Iterable[object] = context["items"]
    return len(list(rows))


def test_the_sums_are_in_base_currency(cast: Cast) -> None:
    Deal.objects.all().delete()
    add_deals(cast.anna, cast.offer, value=Decimal(100), currency="EUR")
    add_deals(cast.anna, cast.offer, value=Decimal(50), probability=20)
    add_deals(cast.anna, cast.offer, value=Decimal(7), currency="JPY")
    before = add_months(first_day(TODAY), -1)
    add_deals(cast.anna, cast.won, closed_on=before, entered=before)
    standing = home_of(cast.anna, timezone.now()).standing
    assert standing.open_value == Decimal("1200")
    assert standing.weighted_value == Decimal("585")
    assert (standing.open_count, standing.unsummed) == (3, 1)
    assert (standing.won_value, standing.won_value_before) == (None, Decimal(1000))


def test_those_that_wait_longest_come_first(cast: Cast) -> None:
    Deal.objects.all().delete()
    days = (40, 90, 60)
    for day in days:
        add_deals(cast.anna, cast.offer, entered=TODAY - timedelta(days=day))
    add_deals(cast.anna, cast.offer, expected_close_on=TODAY - timedelta(days=75))
    add_deals(cast.anna, cast.offer, expected_close_on=TODAY + timedelta(days=1))
    waiting = home_of(cast.anna, timezone.now()).waiting
    assert [(item.idle, item.overdue) for item in waiting] == [
        (90, None),
        (None, 75),
        (60, None),
        (40, None),
    ]


def test_a_reason_is_told_in_words(cast: Cast) -> None:
    deal = cast.akero_deal
    assert reason(Waiting(deal, 0, None, ())) == "was to close today"
    assert reason(Waiting(deal, 1, None, ())) == "1 day past its closing date"
    assert reason(Waiting(deal, None, 30, ())) == "30 days in Kvalificering"


def test_who_only_reads_is_offered_no_step(cast: Cast, client_of: ClientOf) -> None:
    move = f"/deals/{cast.akero_deal.pk}/move/"
    assert move in client_of(cast.anna).get("/").content.decode()
    assert move in client_of(cast.hedda).get("/").content.decode()
    reader = client_of(cast.rut).get("/").content.decode()
    assert cast.akero_deal.name in reader
    assert move not in reader


@pytest.mark.parametrize("person", ["anna", "hedda", "ada", "rut"])
@pytest.mark.parametrize("path", ["/", "/next/"])
def test_it_costs_the_same_with_ten_deals_and_with_a_thousand(
    cast: Cast, client_of: ClientOf, person: str, path: str
) -> None:
    def fill(count: int) -> None:
        old = TODAY - timedelta(days=60)
        add_deals(cast.anna, cast.offer, count, account=cast.akero, entered=old)
        add_deals(cast.anna, cast.qualify, count, expected_close_on=TODAY + timedelta(days=3))
        add_deals(cast.arvid, cast.won, count, account=cast.akero, closed_on=TODAY)

    client = client_of(getattr(cast, person))
    fill(10)
    client.get(path)  # what is only asked once, such as content types
    few = statements_of(client, path)
    fill(320)
    assert statements_of(client, path) == few <= 30


def statements_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_the_whole_queue_is_paged(cast: Cast, client_of: ClientOf) -> None:
    add_deals(cast.anna, cast.offer, 28, entered=TODAY - timedelta(days=60))
    add_deals(cast.anna, cast.qualify, 2, entered=TODAY - timedelta(days=70))
    add_deals(cast.anna, cast.qualify, 1, expected_close_on=TODAY - timedelta(days=65))
    client, seen = client_of(cast.anna), []
    page = client.get("/next/").context
    while True:
        seen += [item.deal.pk for item in page["items"]]
        if not page["page"].after:
            break
        page = client.get("/next/", {"cursor": page["page"].after}).context
    home = home_of(cast.anna, timezone.now())
    assert len(seen) == len(set(seen)) == home.standing.undecided
    assert seen[:7] == [item.deal.pk for item in home.waiting]
    assert client.get("/next/", {"owner": "1"}).status_code == 400


def test_without_deals_it_says_how_to_begin(cast: Cast, client_of: ClientOf) -> None:
    Deal.objects.all().delete()
    assert "Create the pipeline" in text_of(client_of(cast.hedda))
    assert "import_data" in text_of(client_of(cast.ada))
    manager = text_of(client_of(cast.anna))
    assert "Add the first deal" in manager
    assert "Create the pipeline" not in manager
    assert "No deals yet" in text_of(client_of(cast.rut))


def test_a_manager_is_asked_for_a_comment_until_there_is_one(
    cast: Cast, client_of: ClientOf
) -> None:
    month = add_months(first_day(TODAY), -1)
    services.request_reports(month, services.requests_for(month), send=False, at=timezone.now())
    services.freeze_month(month, at=timezone.now())
    client, asked = client_of(cast.anna), Asked(Edition.MANAGER, cast.anna)
    assert "add a comment of your own" in text_of(client)
    services.comment_as_head(month, asked, "Bra jobbat!", by=cast.hedda, at=timezone.now())
    services.comment_as_subject(month, asked, "Tack.", by=cast.anna, at=timezone.now())
    page = text_of(client)
    assert "add a comment of your own" not in page
    assert "Hedda Hed: “Bra jobbat!”" in page


def test_accounts_without_a_manager_are_told_to_who_can_change_it(
    cast: Cast, client_of: ClientOf
) -> None:
    Account.objects.filter(pk=cast.norrkoping.pk).update(team=cast.team_a)
    assert home_of(cast.hedda, timezone.now()).standing.ownerless == 1
    assert home_of(cast.bo, timezone.now()).standing.ownerless == 1  # by a deal on it
    assert home_of(cast.anna, timezone.now()).standing.ownerless is None


@pytest.mark.parametrize(
    ("hour", "zone", "words"),
    [
        (6, "Europe/Stockholm", "Good morning, Anna Ahl"),
        (11, "Europe/Stockholm", "Good afternoon, Anna Ahl"),
        (17, "Europe/Stockholm", "Good evening, Anna Ahl"),
        (17, "America/New_York", "Good afternoon, Anna Ahl"),
    ],
)
def test_the_greeting_follows_the_readers_clock(hour: int, zone: str, words: str) -> None:
    anna = User(full_name="Anna Ahl", time_zone=zone)
    assert greeting(anna, datetime(2026, 11, 23, hour, 30, tzinfo=UTC)) == words


def test_the_day_is_named_with_its_week() -> None:
    anna = User(full_name="Anna Ahl", time_zone="Europe/Stockholm")
    night = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    with translation.override("en"):
        assert day_text(anna, night, "en") == "Friday 1 January, week 53"
    assert date(2027, 1, 1).isocalendar().week == 53


def test_what_one_opened_lately_is_there_unless_one_no_longer_sees_it(
    cast: Cast, client_of: ClientOf
) -> None:
    client = client_of(cast.anna)
    assert 'hx-get="/opened/"' in client.get("/").content.decode()
    for deal in (cast.akero_deal, cast.norrkoping_deal_a):
        client.post("/search/opened/", {"kind": "deals", "pk": deal.pk})
    card = text_of(client, "/opened/")
    assert card.index("El A") < card.index("Åkerö förlängning")
    Deal.objects.filter(pk=cast.norrkoping_deal_a.pk).update(deleted_at=timezone.now())
    assert "El A" not in text_of(client, "/opened/")
    assert "Opened lately" not in text_of(client_of(cast.bea), "/opened/")
