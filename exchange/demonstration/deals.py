"""Writes the planned deals step by step through the services, each in the name of its owner."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from catalog.models import Product
from crm.common.models import Route
from deals.models import Deal, DealLine, Outcome, Pipeline, Stage
from deals.services import Move, NewDeal, create_deals, move_each
from exchange.demonstration.deal_plans import DealPlan
from users.models import User

OFFER = 2
"""The stage in which an offer is made, counted from the first: from then on the value is known."""
Written = tuple[DealPlan, int]
Round = dict[User, list[tuple[int, Move]]]


class Writer:
    """Turns plans into deals of one pipeline; `products` are in the order of the catalogue."""

    def __init__(self, pipeline: Pipeline, products: Sequence[Product], at: datetime) -> None:
        stages = list(Stage.objects.filter(pipeline=pipeline).order_by("position"))
        self.open = [stage for stage in stages if stage.outcome == Outcome.OPEN]
        self.closing = {stage.outcome: stage for stage in stages}
        self.products, self.at = products, at

    def write(self, plans: Sequence[DealPlan]) -> None:
        written = self._create(plans)
        for moves in self._rounds(written):
            for owner, steps in moves.items():
                move_each(steps, by=owner, at=self.at, route=Route.DEMONSTRATION)

    def _create(self, plans: Sequence[DealPlan]) -> list[Written]:
        written = []
        for owner, own in _by_owner(plans).items():
            news = [self._new(plan) for plan in own]
            deals = create_deals(news, by=owner, at=self.at, route=Route.DEMONSTRATION)
            written += [(plan, deal.pk) for plan, deal in zip(own, deals, strict=True)]
        return written

    def _new(self, plan: DealPlan) -> NewDeal:
        began = plan.entries[0].on
        deal = Deal(
            name=plan.name,
            account=plan.customer.account if plan.customer else None,
            owner=plan.owner,
            stage=self.open[0],
            value=plan.estimate,
            currency=plan.currency,
            probability=plan.probability if plan.outcome == Outcome.OPEN else None,
            engaged_on=began,
            expected_close_on=plan.expected_close_on,
        )
        lines = [
            DealLine(product=self.products[item], quantity=Decimal(count), unit_price=price)
            for item, count, price in plan.lines
        ]
        return NewDeal(deal, lines, entered_on=began, value_known_on=began)

    def _rounds(self, written: Sequence[Written]) -> Iterator[Round]:
        """The first steps of all deals, then the second ones, and so on; closing comes last."""
        for place in range(1, len(self.open)):
            moves: Round = defaultdict(list)
            for plan, pk in written:
                if place < len(plan.entries):
                    moves[plan.owner].append((pk, self._move(plan, place)))
            yield moves
        closing: Round = defaultdict(list)
        for plan, pk in written:
            if plan.closed_on:
                closing[plan.owner].append((pk, self._closing(plan)))
        yield closing

    def _move(self, plan: DealPlan, place: int) -> Move:
        entry = plan.entries[place]
        value = plan.value if entry.stage >= OFFER else None
        return Move(self.open[entry.stage], entry.on, value=value)

    def _closing(self, plan: DealPlan) -> Move:
        assert plan.closed_on  # noqa: S101
        reason, note = plan.reason
        return Move(self.closing[plan.outcome], plan.closed_on, reason, note, plan.value)


def _by_owner(plans: Iterable[DealPlan]) -> dict[User, list[DealPlan]]:
    groups: dict[User, list[DealPlan]] = defaultdict(list)
    for plan in plans:
        groups[plan.owner].append(plan)
    return groups
