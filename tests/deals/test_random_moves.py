"""Whatever is done to deals: outcome, dates, reason and ledgers always tell one story."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.common.errors import BusinessRuleError
from crm.common.history import history_context
from crm.common.undo import undo
from deals.models import Deal, LostReason, Outcome
from deals.services import DealEdit, Move, move_deals, update_deals
from tests.cast import Cast
from tests.deals.helpers import NOW, TODAY

DAYS = st.integers(-70, 2).map(lambda count: TODAY + timedelta(days=count))
REASONS = st.sampled_from(["", "nonsense", *LostReason.values])
STAGES = st.sampled_from(["qualify", "offer", "won", "lost"])
STEPS = st.tuples(st.just("move"), STAGES, DAYS, REASONS)
EDITS = st.tuples(st.just("edit"), st.just(""), DAYS, REASONS)
UNDOS = st.tuples(st.just("undo"), st.just(""), DAYS, REASONS)


@given(story=st.lists(st.one_of(STEPS, STEPS, EDITS, UNDOS), max_size=8))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_deal_always_tells_one_story(
    cast: Cast, story: list[tuple[str, str, date, str]]
) -> None:
    contexts: list[UUID] = []
    for what, stage, day, reason in story:
        with history_context(by=cast.anna, route="board") as context:
            try:
                _act(cast, what, (stage, day, reason), contexts)
            except BusinessRuleError:
                pass
            else:
                contexts.append(context)
        _tells_one_story(Deal.objects.select_related("stage").get(pk=cast.akero_deal.pk))


def _act(cast: Cast, what: str, how: tuple[str, date, str], contexts: list[UUID]) -> None:
    stage, day, reason = how
    deal = cast.akero_deal
    if what == "move":
        step = Move(getattr(cast, stage), day, lost_reason=reason)
        move_deals([deal], step, by=cast.anna, at=NOW, route="board")
    elif what == "edit":
        values = {"closed_on": day, "lost_reason": reason}
        update_deals([DealEdit(deal.pk, values)], by=cast.anna, at=NOW, route="page")
    elif contexts:
        undo(contexts[-1], by=cast.anna, at=NOW)


def _tells_one_story(deal: Deal) -> None:
    assert deal.outcome == deal.stage.outcome
    assert (deal.closed_on is None) == (deal.outcome == Outcome.OPEN)
    assert (deal.lost_reason in LostReason.values) == (deal.outcome == Outcome.LOST)
    last = deal.stage_changes.order_by("-pk")[0]
    assert last.after_id == deal.stage_id
    assert last.happened_on == deal.stage_since
    if deal.closed_on:
        assert deal.closed_on == deal.stage_since
        assert date(2026, 1, 15) <= deal.closed_on <= TODAY
