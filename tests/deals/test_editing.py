from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from crm.common.errors import BusinessRuleError, StaleVersionError
from crm.common.history import history_context
from crm.common.undo import undo
from deals.models import Deal, DealLine, StageChange, ValueChange
from deals.services import (
    DealEdit,
    Move,
    delete_deals,
    move_deals,
    update_deal,
    update_deals,
)
from tests.cast import Cast
from tests.deals.helpers import NOW, TODAY, move
from users.models import User


def edit(deal: Deal, by: User, lines: list[DealLine] | None = None, **values: Any) -> list[int]:
    return update_deals(
        [DealEdit(deal.pk, values, lines)],
        by=by,
        at=NOW,
        route="page",
    )


@pytest.mark.parametrize(
    "values", [{"value": Decimal(1)}, {"currency": "EUR"}, {"probability": 80}, {"value": None}]
)
def test_a_new_value_is_known_from_today(cast: Cast, values: dict[str, Any]) -> None:
    edit(cast.akero_deal, cast.anna, **values)
    known = ValueChange.objects.filter(deal=cast.akero_deal).order_by("-pk")[0]
    assert known.known_on == TODAY
    assert {name: getattr(known, name) for name in values} == values


def test_what_stays_the_same_is_not_written(cast: Cast) -> None:
    same = [DealLine(product=cast.product, quantity=Decimal(1), unit_price=Decimal(240_000))]
    assert edit(cast.akero_deal, cast.anna, same, value=Decimal(240_000)) == []
    assert Deal.objects.get(pk=cast.akero_deal.pk).version == cast.akero_deal.version
    assert ValueChange.objects.filter(deal=cast.akero_deal).count() == 1


def test_a_stale_form_overwrites_nothing(cast: Cast) -> None:
    version = cast.akero_deal.version
    values = DealEdit(cast.akero_deal.pk, {"name": "Första"})
    deal = update_deal(values, version, by=cast.anna, at=NOW, route="page")
    assert (deal.name, deal.version) == ("Första", version + 1)
    with pytest.raises(StaleVersionError):
        update_deal(
            DealEdit(deal.pk, {"name": "Andra"}), version, by=cast.anna, at=NOW, route="page"
        )


def test_changed_lines_count_as_a_change_of_the_deal(cast: Cast) -> None:
    lines = [DealLine(product=cast.product, quantity=Decimal(2), unit_price=None)]
    assert edit(cast.akero_deal, cast.anna, lines) == [cast.akero_deal.pk]
    deal = Deal.objects.get(pk=cast.akero_deal.pk)
    assert deal.version == cast.akero_deal.version + 1
    assert deal.lines.get().quantity == 2
    edit(deal, cast.anna, [])
    assert not deal.lines.exists()


def test_owners_change_among_people_who_work_together(cast: Cast) -> None:
    edit(cast.akero_deal, cast.anna, owner_id=cast.arvid.pk)
    with pytest.raises(PermissionDenied):
        edit(cast.norrkoping_deal_b, cast.anna, name="Mitt")
    with pytest.raises(BusinessRuleError, match="cannot be given"):
        edit(cast.norrkoping_deal_a, cast.anna, owner_id=cast.bea.pk)
    with pytest.raises(BusinessRuleError, match="cannot be given"):
        edit(cast.norrkoping_deal_a, cast.ada, owner_id=cast.rut.pk)


def test_a_closing_date_can_be_corrected(cast: Cast) -> None:
    move(cast.akero_deal, cast.lost, cast.anna, lost_reason="price")
    edit(
        cast.akero_deal, cast.anna, closed_on=date(2026, 2, 2), lost_reason="timing", lost_note="x"
    )
    deal = Deal.objects.get(pk=cast.akero_deal.pk)
    assert (deal.closed_on, deal.stage_since) == (date(2026, 2, 2), date(2026, 2, 2))
    assert deal.lost_reason == "timing"
    step = StageChange.objects.filter(deal=deal).order_by("-pk")[0]
    assert step.happened_on == date(2026, 2, 2)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"closed_on": TODAY}, "no closing date"),
        ({"lost_reason": "price"}, "not lost"),
        ({"engaged_on": date(2027, 1, 1)}, "has not come"),
    ],
)
def test_what_an_open_deal_may_not_become(
    cast: Cast, values: dict[str, Any], message: str
) -> None:
    with pytest.raises(BusinessRuleError, match=message):
        edit(cast.akero_deal, cast.anna, **values)


def test_the_stage_is_not_for_editing(cast: Cast) -> None:
    with pytest.raises(ValueError, match="stage_id"):
        edit(cast.akero_deal, cast.anna, stage_id=cast.won.pk)


def test_a_deleted_deal_comes_back_by_undo(cast: Cast) -> None:
    with history_context(by=cast.anna, route="page") as context:
        delete_deals([cast.akero_deal.pk], by=cast.anna, at=NOW, route="page")
    assert not Deal.objects.filter(pk=cast.akero_deal.pk).exists()
    undo(context, by=cast.anna, at=NOW)
    assert Deal.objects.filter(pk=cast.akero_deal.pk).exists()


def test_undo_of_a_move_puts_back_stage_outcome_and_ledgers(cast: Cast) -> None:
    with history_context(by=cast.anna, route="board") as context:
        step = Move(cast.lost, TODAY, lost_reason="price", value=Decimal(5))
        move_deals([cast.akero_deal], step, by=cast.anna, at=NOW, route="board")
    undo(context, by=cast.anna, at=NOW)
    deal = Deal.objects.get(pk=cast.akero_deal.pk)
    assert (deal.stage, deal.outcome, deal.closed_on) == (cast.qualify, "open", None)
    assert (deal.lost_reason, deal.value) == ("", 240_000)
    assert deal.stage_since == date(2026, 1, 15)
    assert deal.stage_changes.count() == 1
    assert deal.value_changes.count() == 1
