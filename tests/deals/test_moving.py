from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import DjangoAssertNumQueries

from crm.common.bulk import WORTH_COPYING
from crm.common.errors import BusinessRuleError
from crm.common.events import _handlers
from deals.events import DealNews, DealsLost, DealsMoved, DealsReopened, DealsWon
from deals.models import Deal, Outcome, Pipeline, Stage, StageChange, ValueChange
from deals.queries import rows_for_list
from deals.services import DealEdit, Move, move_deals, update_deals
from tests.cast import Cast
from tests.deals.helpers import NOW, TODAY, move


def last_step(deal: Deal) -> StageChange:
    return deal.stage_changes.order_by("-pk")[0]


def test_a_step_to_an_open_stage_is_dated_and_signed(cast: Cast) -> None:
    deal = move(cast.akero_deal, cast.offer, cast.anna)
    step = last_step(deal)
    assert (deal.stage, deal.stage_since, deal.outcome) == (cast.offer, TODAY, Outcome.OPEN)
    assert (step.before, step.after, step.happened_on) == (cast.qualify, cast.offer, TODAY)
    assert (step.by, step.route, step.recorded_at) == (cast.anna, "page", NOW)


def test_winning_closes_on_the_day_that_is_said(cast: Cast) -> None:
    deal = move(cast.akero_deal, cast.won, cast.anna, on=date(2026, 3, 1), value=Decimal(300_000))
    assert (deal.outcome, deal.closed_on, deal.value) == (Outcome.WON, date(2026, 3, 1), 300_000)
    known = deal.value_changes.order_by("-pk")[0]
    assert (known.value, known.known_on) == (300_000, date(2026, 3, 1))


def test_closing_with_the_value_that_was_known_adds_no_value(cast: Cast) -> None:
    move(cast.akero_deal, cast.won, cast.anna, value=Decimal(240_000))
    assert ValueChange.objects.filter(deal=cast.akero_deal).count() == 1


def test_losing_needs_a_reason(cast: Cast) -> None:
    with pytest.raises(BusinessRuleError, match="Say why"):
        move(cast.akero_deal, cast.lost, cast.anna)
    with pytest.raises(BusinessRuleError, match="not one of the reasons"):
        move(cast.akero_deal, cast.lost, cast.anna, lost_reason="weather")
    deal = move(cast.akero_deal, cast.lost, cast.anna, lost_reason="price", lost_note="för dyrt")
    assert (deal.outcome, deal.lost_reason, deal.lost_note) == (Outcome.LOST, "price", "för dyrt")


def test_reopening_clears_what_belongs_to_the_end(cast: Cast) -> None:
    move(cast.akero_deal, cast.lost, cast.anna, lost_reason="price")
    deal = move(cast.akero_deal, cast.offer, cast.anna)
    assert (deal.outcome, deal.closed_on, deal.lost_reason) == (Outcome.OPEN, None, "")


def value_on(deal: Deal, day: date) -> Decimal | None:
    """As the list and the figures tell it."""
    rows = rows_for_list(Deal.objects.filter(pk=deal.pk), day, TODAY)
    row: Any = rows.get()
    told: Decimal | None = row.shown_value
    return told


def revalued(cast: Cast, value: int, on: date) -> None:
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    edit = DealEdit(cast.akero_deal.pk, {"value": Decimal(value)})
    update_deals([edit], by=cast.anna, at=at, route="page")


def test_reopened_after_a_closing_dated_back_a_deal_is_worth_what_was_said_last(
    cast: Cast,
) -> None:
    march, february = date(2026, 3, 1), date(2026, 2, 15)
    revalued(cast, 150, march)
    move(cast.akero_deal, cast.won, cast.anna, on=february, value=Decimal(120))
    deal = move(cast.akero_deal, cast.offer, cast.anna)
    assert deal.value == value_on(deal, TODAY) == 120
    assert (value_on(deal, february), value_on(deal, march)) == (120, 150)


def test_a_value_corrected_while_closed_is_known_when_the_deal_is_open_again(cast: Cast) -> None:
    revalued(cast, 150, date(2026, 3, 1))
    move(cast.akero_deal, cast.won, cast.anna, on=date(2026, 2, 15))
    revalued(cast, 90, TODAY)
    deal = move(cast.akero_deal, cast.offer, cast.anna)
    assert deal.value == value_on(deal, TODAY) == 90


def test_a_step_dated_back_to_an_open_stage_keeps_the_value_it_brings(cast: Cast) -> None:
    revalued(cast, 150, date(2026, 3, 1))
    deal = move(cast.akero_deal, cast.offer, cast.anna, on=date(2026, 2, 15), value=Decimal(120))
    assert deal.value == value_on(deal, TODAY) == 120


def test_reopening_adds_no_value_when_the_last_one_still_holds(cast: Cast) -> None:
    move(cast.akero_deal, cast.won, cast.anna, value=Decimal(300_000))
    move(cast.akero_deal, cast.offer, cast.anna)
    assert ValueChange.objects.filter(deal=cast.akero_deal).count() == 2


def test_moving_to_where_the_deal_is_changes_nothing(cast: Cast) -> None:
    moved = move_deals(
        [cast.akero_deal], Move(cast.qualify, TODAY), by=cast.anna, at=NOW, route="page"
    )
    deal = Deal.objects.get(pk=cast.akero_deal.pk)
    assert moved == []
    assert (deal.version, deal.stage_since) == (cast.akero_deal.version, date(2026, 1, 15))
    assert StageChange.objects.filter(deal=deal).count() == 1


def test_a_stage_of_another_pipeline_is_refused(cast: Cast) -> None:
    other = Stage.objects.create(
        pipeline=Pipeline.objects.create(name="Annan"), name="Första", position=1
    )
    with pytest.raises(BusinessRuleError, match="another pipeline"):
        move(cast.akero_deal, other, cast.anna)


@pytest.mark.parametrize(
    ("on", "message"),
    [
        (date(2026, 3, 11), "in the future"),
        (date(2026, 1, 14), "cannot lie before"),
    ],
)
def test_a_step_lies_between_the_last_one_and_today(cast: Cast, on: date, message: str) -> None:
    with pytest.raises(BusinessRuleError, match=message):
        move(cast.akero_deal, cast.won, cast.anna, on=on)


def test_a_deal_does_not_close_before_it_was_engaged(cast: Cast) -> None:
    Deal.objects.filter(pk=cast.akero_deal.pk).update(
        stage_since=date(2026, 1, 1), engaged_on=date(2026, 2, 1)
    )
    with pytest.raises(BusinessRuleError, match="cannot close before"):
        move(cast.akero_deal, cast.won, cast.anna, on=date(2026, 1, 20))


def test_one_refused_deal_keeps_all_where_they_are(cast: Cast) -> None:
    deals = [cast.akero_deal, cast.oresund_deal]
    with pytest.raises(PermissionDenied):
        move_deals(deals, Move(cast.offer, TODAY), by=cast.anna, at=NOW, route="page")
    assert not Deal.objects.filter(stage=cast.offer).exists()


def test_the_owner_of_the_account_reads_along_only(cast: Cast) -> None:
    Deal.objects.filter(pk=cast.akero_deal.pk).update(owner=cast.bea)
    assert Deal.objects.visible_to(cast.anna).filter(pk=cast.akero_deal.pk).exists()
    with pytest.raises(PermissionDenied):
        move(cast.akero_deal, cast.offer, cast.anna)


def test_a_deleted_deal_does_not_move(cast: Cast) -> None:
    Deal.objects.filter(pk=cast.akero_deal.pk).update(deleted_at=NOW)
    with pytest.raises(BusinessRuleError, match="deleted"):
        move_deals([cast.akero_deal], Move(cast.offer, TODAY), by=cast.anna, at=NOW, route="page")


def test_the_news_names_what_happened(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[DealNews] = []
    for kind in (DealsMoved, DealsWon, DealsLost, DealsReopened):
        monkeypatch.setitem(_handlers, kind, [heard.append])
    deals = [cast.akero_deal, cast.norrkoping_deal_a]
    move_deals(deals, Move(cast.won, TODAY), by=cast.anna, at=NOW, route="board")
    move_deals(deals, Move(cast.offer, TODAY), by=cast.anna, at=NOW, route="board")
    assert [type(news) for news in heard] == [DealsMoved, DealsWon, DealsMoved, DealsReopened]
    assert set(heard[1].deal_ids) == {deal.pk for deal in deals}
    assert (heard[1].by, heard[1].at, heard[1].route) == (cast.anna.pk, NOW, "board")


@pytest.mark.parametrize("count", [10, 300])
def test_many_deals_move_by_the_same_statements(
    cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    template = Deal.objects.get(pk=cast.akero_deal.pk)
    deals = Deal.objects.bulk_create(
        Deal(
            name=f"Affär {number}",
            owner=cast.anna,
            pipeline=template.pipeline,
            stage=template.stage,
        )
        for number in range(count)
    )
    copying = int(count >= WORTH_COPYING)  # a statement before COPY tells the history whose it is
    with django_assert_num_queries(6 + copying):
        move_deals(deals, Move(cast.offer, TODAY), by=cast.anna, at=NOW, route="import")
    assert StageChange.objects.filter(after=cast.offer).count() == count
