"""Many people move at once: each step follows the one before, and none is lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from django.db import connections

from deals.models import Deal, Stage, StageChange
from deals.services import Move, move_deals
from tests.cast import Cast
from tests.deals.helpers import NOW, TODAY


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=10) as pool:
        yield pool


@pytest.mark.django_db(transaction=True)
def test_twenty_moves_at_once_make_one_history(cast: Cast, threads: ThreadPoolExecutor) -> None:
    stages = [cast.qualify, cast.offer, cast.won, cast.lost] * 5
    deals = [cast.akero_deal, cast.norrkoping_deal_a]

    def step(stage: Stage) -> int:
        try:
            move = Move(stage, TODAY, lost_reason="price")
            return len(move_deals(deals, move, by=cast.anna, at=NOW, route="board"))
        finally:
            connections.close_all()

    moved = sum(threads.map(step, stages))
    steps = StageChange.objects.filter(deal__in=deals)
    assert steps.count() == moved + len(deals)
    for deal in Deal.objects.filter(pk__in=[deal.pk for deal in deals]).select_related("stage"):
        history = list(deal.stage_changes.order_by("pk"))
        assert all(one.after_id == two.before_id for one, two in pairwise(history))
        assert history[-1].after_id == deal.stage_id
        assert deal.outcome == deal.stage.outcome
        assert (deal.closed_on is None) == (deal.outcome == "open")
