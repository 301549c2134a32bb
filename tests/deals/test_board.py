from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from crm.common.days import business_day
from crm.common.history import event_models
from deals.models import Deal, Pipeline, StageChange
from deals.queries import board
from deals.services import NewDeal, create_deals
from tests.cast import CANARY, Cast
from users.models import User

pytestmark = pytest.mark.usefixtures("still_clock")
ClientOf = Callable[[User], Client]
URL = "/pipeline/"


def move_url(deal: Deal) -> str:
    return reverse("deals:deal_move", args=[deal.pk])


def many(cast: Cast, count: int) -> list[Deal]:
    today = business_day(timezone.now())
    deals = [
        Deal(name=f"Affär {number}", owner=cast.anna, stage=cast.qualify, account=cast.akero)
        for number in range(count)
    ]
    news = [NewDeal(deal, entered_on=today) for deal in deals]
    return create_deals(news, by=cast.ada, at=timezone.now(), route="import")


def test_a_column_counts_sums_and_weighs(cast: Cast) -> None:
    today = business_day(timezone.now())
    own = Deal(name="Egen", owner=cast.anna, stage=cast.qualify, value=100, currency="EUR")
    own.probability = 50
    lone = Deal(name="Yen", owner=cast.anna, stage=cast.qualify, value=100, currency="JPY")
    news = [NewDeal(own, entered_on=today), NewDeal(lone, entered_on=today)]
    create_deals(news, by=cast.anna, at=timezone.now(), route="page")
    rows = Deal.objects.visible_to(cast.anna)
    shown = board(rows, Deal.objects.editable_by(cast.anna), cast.pipeline, today)
    sums = shown.columns[0].sums
    assert (sums.count, sums.unsummed) == (4, 1)
    assert sums.value == 2 * 240_000 + Decimal(1150)
    assert sums.weighted == 2 * 24_000 + Decimal(575)
    assert [column.stage for column in shown.columns] == [cast.qualify, cast.offer]
    assert list(shown.closing) == [cast.won, cast.lost]


def test_idle_cards_are_marked(cast: Cast, client_of: ClientOf) -> None:
    limit = business_day(timezone.now()) - timedelta(days=14)
    Deal.objects.filter(pk=cast.akero_deal.pk).update(stage_since=limit)
    today = business_day(timezone.now())
    rows, editable = Deal.objects.visible_to(cast.anna), Deal.objects.editable_by(cast.anna)
    cards = board(rows, editable, cast.pipeline, today).columns[0].cards
    assert {card.pk: card.is_idle for card in cards} == {
        cast.akero_deal.pk: False,
        cast.norrkoping_deal_a.pk: True,
    }
    assert "1 deal is idle" in client_of(cast.anna).get(URL).content.decode()
    idle = set(Deal.objects.visible_to(cast.anna).idle(today).values_list("pk", flat=True))
    assert idle == {cast.norrkoping_deal_a.pk}


def test_a_full_column_links_to_the_list(cast: Cast, client_of: ClientOf) -> None:
    many(cast, 60)
    page = client_of(cast.anna).get(URL + "?owner=" + str(cast.anna.pk)).content.decode()
    assert page.count('id="deal-') == 50
    assert "Show all 62 in the list" in page
    assert f"outcome=open&amp;owner={cast.anna.pk}&amp;stage={cast.qualify.pk}" in page


def test_every_figure_of_a_column_opens_its_deals(cast: Cast, client_of: ClientOf) -> None:
    lone = Deal(name="Yen", owner=cast.anna, stage=cast.qualify, value=100, currency="JPY")
    create_deals([NewDeal(lone)], by=cast.anna, at=timezone.now(), route="page")
    client = client_of(cast.anna)
    answer = client.get(URL, {"owner": cast.anna.pk})
    page, column = answer.content.decode(), answer.context["board"].columns[0]
    url = f"/deals/?outcome=open&owner={cast.anna.pk}&stage={cast.qualify.pk}"
    shown = url.replace("&", "&amp;")
    assert page.count(f'href="{shown}"') == 2
    assert client.get(url).context["listing"].total == column.sums.count == 3
    assert f'href="{shown}&amp;unrated=1"' in page
    assert client.get(f"{url}&unrated=1").context["listing"].total == column.sums.unsummed == 1
    assert f"stage={cast.offer.pk}" not in page  # nothing is there


@pytest.mark.parametrize("count", [10, 1000])
def test_the_board_costs_the_same_however_many_deals(
    cast: Cast, client_of: ClientOf, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many(cast, count)
    client = client_of(cast.anna)
    with django_assert_num_queries(13):
        assert client.get(URL).status_code == 200


def test_nobody_meets_the_deals_of_the_other_team(cast: Cast, client_of: ClientOf) -> None:
    for person in (cast.anna, cast.hedda, cast.rut):
        page = client_of(person).get(URL).content.decode()
        assert CANARY not in page
        assert "El A" in page
    assert ">El A<" not in client_of(cast.bea).get(URL).content.decode()


def test_only_those_who_may_move_get_a_menu(cast: Cast, client_of: ClientOf) -> None:
    assert "data-move" in client_of(cast.anna).get(URL).content.decode()
    assert "data-move" not in client_of(cast.rut).get(URL).content.decode()


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("back", [True, False])
def test_every_way_of_moving_ends_the_same(
    cast: Cast, client_of: ClientOf, *, htmx: bool, back: bool
) -> None:
    """Menu and keys post with `back` (with htmx or without scripts), stepper and form without."""
    data = {"to": cast.offer.pk} | ({"back": "q=%C3%85ker"} if back else {})
    headers = {"hx-request": "true"} if htmx else {}
    url = move_url(cast.akero_deal)
    answer = client_of(cast.anna).post(url, data, headers=headers)
    assert answer.status_code == (200 if htmx and back else 302)
    deal = Deal.objects.get(pk=cast.akero_deal.pk)
    step = deal.stage_changes.order_by("-pk")[0]
    assert (deal.stage, deal.stage_since) == (cast.offer, business_day(timezone.now()))
    assert (step.by, step.route) == (cast.anna, "board" if back else "page")


def test_the_answer_is_the_board_it_came_from(cast: Cast, client_of: ClientOf) -> None:
    data = {"to": cast.offer.pk, "back": "q=ker%C3%B6"}
    client = client_of(cast.anna)
    page = client.post(move_url(cast.akero_deal), data, headers={"hx-request": "true"})
    text = page.content.decode()
    assert "El A" not in text
    assert f'{reverse("deals:deal_detail", args=[cast.akero_deal.pk])}" data-focus' in text
    assert "“Åkerö förlängning” moved to Offert. Undo: press u." in " ".join(text.split())
    forged = client.post(move_url(cast.akero_deal), {"to": cast.qualify.pk, "back": "x=1"})
    assert forged.status_code == 400
    assert cast.akero_deal.stage_changes.count() == 2


def test_losing_asks_for_the_reason_first(cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of(cast.anna), move_url(cast.akero_deal)
    asking: dict[str, str] = {"to": str(cast.lost.pk), "back": ""}
    asked = client.get(url, asking, headers={"hx-request": "true"})
    assert 'name="lost_reason"' in asked.content.decode()
    assert client.post(url, {"to": cast.lost.pk}).status_code == 422
    assert Deal.objects.get(pk=cast.akero_deal.pk).outcome == "open"
    data = {"to": cast.lost.pk, "lost_reason": "price", "lost_note": "dyrt", "on": "2026-02-01"}
    assert client.post(url, data).status_code == 302
    deal = Deal.objects.get(pk=cast.akero_deal.pk)
    assert (deal.outcome, deal.lost_reason, str(deal.closed_on)) == ("lost", "price", "2026-02-01")


def test_a_broken_rule_is_told_and_nothing_moves(cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of(cast.anna), move_url(cast.akero_deal)
    data = {"to": cast.won.pk, "on": "2025-01-01"}
    answer = client.post(url, data, headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#move-dialog-body")
    assert "cannot lie before" in answer.content.decode()
    assert client.post(url, data).status_code == 422
    assert not StageChange.objects.filter(after=cast.won).exists()
    assert client.post(url, {"to": cast.won.pk, "on": "2999-01-01"}).status_code == 422
    assert client.post(url, {"to": "9" * 30}).status_code == 400


def test_undo_takes_the_move_back(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.anna)
    client.post(move_url(cast.akero_deal), {"to": cast.won.pk, "value": "9"})
    steps = event_models()[StageChange]._default_manager.order_by("-pgh_id")
    context = steps.values_list("pgh_context_id", flat=True)[0]
    client.post(reverse("common:undo", args=[context]))
    deal = Deal.objects.get(pk=cast.akero_deal.pk)
    assert (deal.stage, deal.outcome, deal.closed_on) == (cast.qualify, "open", None)
    assert (deal.value, deal.stage_changes.count(), deal.value_changes.count()) == (240_000, 1, 1)


def test_without_a_pipeline_a_head_is_offered_one(cast: Cast, client_of: ClientOf) -> None:
    Pipeline.objects.update(deleted_at=timezone.now())
    url = reverse("deals:standard_pipeline")
    assert url not in client_of(cast.anna).get(URL).content.decode()
    client = client_of(cast.hedda)
    assert url in client.get(URL).content.decode()
    assert client.post(url).status_code == 302
    assert "Negotiation" in client.get(URL).content.decode()


def test_deals_without_an_account_are_counted_and_listed(cast: Cast, client_of: ClientOf) -> None:
    Deal.objects.filter(pk=cast.akero_deal.pk).update(account=None)
    client = client_of(cast.anna)
    assert "1 deal needs an account" in client.get(URL).content.decode()
    page = client.get("/deals/?outcome=open&needs_account=1").content.decode()
    assert "Åkerö förlängning" in page
    assert "El A" not in page


def test_a_stale_board_does_not_move_what_somebody_else_moved(
    cast: Cast, client_of: ClientOf
) -> None:
    url, headers = move_url(cast.akero_deal), {"hx-request": "true"}
    seen = {"seen": cast.qualify.pk, "back": ""}
    client_of(cast.hedda).post(url, {"to": cast.offer.pk, **seen}, headers=headers)
    late = client_of(cast.anna).post(url, {"to": cast.won.pk, **seen}, headers=headers)
    assert late.status_code == 409
    assert "meanwhile" in late.content.decode()
    same = client_of(cast.anna).post(url, {"to": cast.offer.pk, **seen}, headers=headers)
    assert same.status_code == 200
    deal = Deal.objects.get(pk=cast.akero_deal.pk)
    assert (deal.stage, deal.stage_changes.count()) == (cast.offer, 2)


def test_without_script_a_page_asks_where_to(cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of(cast.anna), move_url(cast.akero_deal)
    page = client.get(url, {"back": "q=ker"}).content.decode()
    assert f'name="to" value="{cast.offer.pk}"' in page
    assert f'value="{cast.qualify.pk}">' in page  # what was seen
    assert f"?to={cast.lost.pk}&amp;back=q%3Dker" in page
    answer = client.post(url, {"to": cast.offer.pk, "seen": cast.qualify.pk, "back": "q=ker"})
    assert answer.headers["Location"] == "/pipeline/?q=ker"


def test_the_board_takes_the_filters_of_the_list(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.ada)
    assert client.get(f"{URL}?idle=1&sort=-value&late=1").status_code == 200
    shown = client.get(URL, {"needs_account": 1}).context["board"]
    assert shown.count == 0
    assert client.get(URL, {"nonsense": 1}).status_code == 400
