from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from crm.common.errors import BusinessRuleError
from deals.models import Deal, DealLine, Outcome, Pipeline, StageChange, ValueChange
from deals.services import EarlierStep, NewDeal, create_deals, create_standard_pipeline
from tests.cast import Cast
from tests.deals.helpers import NOW, TODAY, new_deal


def test_a_new_deal_begins_both_ledgers(cast: Cast) -> None:
    deal = new_deal(cast.anna, cast.qualify, account=cast.akero, probability=20)
    step = StageChange.objects.get(deal=deal)
    known = ValueChange.objects.get(deal=deal)
    assert (deal.pipeline, deal.outcome, deal.stage_since) == (cast.pipeline, "open", TODAY)
    assert (step.before, step.after, step.happened_on) == (None, cast.qualify, TODAY)
    assert (known.value, known.probability, known.known_on) == (100, 20, TODAY)


def test_without_value_and_probability_nothing_is_known(cast: Cast) -> None:
    assert not new_deal(cast.anna, cast.qualify, value=None).value_changes.exists()


def test_an_imported_deal_comes_with_its_past(cast: Cast) -> None:
    deal = Deal(
        name="GTX",
        owner=cast.anna,
        stage=cast.won,
        engaged_on=date(2017, 1, 2),
        closed_on=date(2017, 3, 4),
        value=Decimal(500),
        lost_reason="not_recorded",
    )
    new = NewDeal(
        deal,
        lines=[DealLine(product=cast.product)],
        earlier=[EarlierStep(cast.offer, date(2017, 1, 2))],
    )
    create_deals([new], by=cast.ada, at=NOW, route="import")
    steps = deal.stage_changes.order_by("pk").values_list("before", "after", "happened_on")
    assert list(steps) == [
        (None, cast.offer.pk, date(2017, 1, 2)),
        (cast.offer.pk, cast.won.pk, date(2017, 3, 4)),
    ]
    deal.refresh_from_db()
    assert (deal.outcome, deal.lost_reason) == (Outcome.WON, "")
    assert deal.value_changes.get().known_on == date(2017, 3, 4)
    assert deal.lines.get().position == 1


def test_when_an_open_deal_came_to_its_stage_may_be_unknown(cast: Cast) -> None:
    deal = Deal(name="Odaterad", owner=cast.anna, stage=cast.qualify)
    create_deals([NewDeal(deal)], by=None, at=NOW, route="import")
    assert deal.stage_since is None
    assert deal.stage_changes.get().happened_on is None


@pytest.mark.parametrize(
    ("stage", "values", "message"),
    [
        ("lost", {}, "Say why"),
        ("won", {"closed_on": date(2026, 3, 11)}, "in the future"),
        ("won", {"closed_on": date(2026, 3, 9)}, "cannot close before"),
        ("qualify", {"closed_on": TODAY}, "no closing date"),
        ("qualify", {"engaged_on": date(2026, 3, 11)}, "has not come"),
    ],
)
def test_what_a_new_deal_may_not_be(
    cast: Cast, stage: str, values: dict[str, Any], message: str
) -> None:
    with pytest.raises(BusinessRuleError, match=message):
        new_deal(cast.anna, getattr(cast, stage), **values)
    assert not Deal.objects.filter(name="Ny affär").exists()


def test_deals_are_given_only_to_people_one_works_with(cast: Cast) -> None:
    for stranger in (cast.bea, cast.rut):
        deal = Deal(name="Bort", owner=stranger, stage=cast.qualify)
        with pytest.raises(BusinessRuleError, match="cannot be given"):
            create_deals([NewDeal(deal)], by=cast.anna, at=NOW, route="page")


def test_a_foreign_account_is_as_good_as_none(cast: Cast) -> None:
    with pytest.raises(BusinessRuleError, match="not there"):
        new_deal(cast.anna, cast.qualify, account=cast.oresund)


@pytest.mark.parametrize(("count", "statements"), [(10, 8), (50, 8), (100, 11), (300, 11)])
def test_many_deals_are_written_by_the_same_statements(
    cast: Cast, count: int, statements: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    news = [
        NewDeal(
            Deal(
                name=f"Affär {number}",
                owner=cast.anna,
                stage=cast.qualify,
                account=cast.akero,
                value=Decimal(number),
            ),
            lines=[DealLine(product=cast.product)],
        )
        for number in range(count)
    ]
    with django_assert_num_queries(statements):
        create_deals(news, by=cast.ada, at=NOW, route="import")


def test_the_standard_pipeline_is_made_once(cast: Cast) -> None:
    with pytest.raises(BusinessRuleError, match="already"):
        create_standard_pipeline(by=cast.hedda)
    Pipeline.objects.update(deleted_at=NOW)
    pipeline = create_standard_pipeline(by=cast.hedda)
    outcomes = list(pipeline.stages.order_by("position").values_list("outcome", flat=True))
    assert outcomes == ["open"] * 4 + ["won", "lost"]
