"""The drawn deals as rows: the deal, its lines, and its two ledgers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crm.common.bulk import Target
from crm.common.models import Route
from deals.models import Deal, DealLine, Outcome, Pipeline, Stage, StageChange, ValueChange
from exchange.generating.days import at
from exchange.generating.deals import DealPlan


@dataclass(frozen=True)
class Track:
    """The stages of the pipeline: the open ones in order, and one for each way to close."""

    pipeline: int
    open: Sequence[int]
    closing: dict[str, int]

    def steps(self, plan: DealPlan) -> list[tuple[int, Any]]:
        steps = [(self.open[place], day) for place, day in plan.entries]
        if plan.closed_on:
            steps.append((self.closing[plan.outcome], plan.closed_on))
        return steps


def track_of(pipeline: Pipeline) -> Track:
    stages = list(Stage.objects.filter(pipeline=pipeline).order_by("position"))
    return Track(
        pipeline.pk,
        [stage.pk for stage in stages if stage.outcome == Outcome.OPEN],
        {stage.outcome: stage.pk for stage in stages if stage.outcome != Outcome.OPEN},
    )


class DealWriter:
    def __init__(self, track: Track) -> None:
        self.track = track
        self.deals = Target(
            Deal, "id", "name", "account_id", "owner_id", "pipeline_id", "stage_id", "outcome",
            "value", "currency", "probability", "engaged_on", "expected_close_on", "closed_on",
            "stage_since", "lost_reason", "created_at", "updated_at",
        )  # fmt: skip
        self.lines = Target(
            DealLine, "deal_id", "product_id", "quantity", "unit_price", "position"
        )
        self.steps = Target(
            StageChange, "deal_id", "before_id", "after_id", "happened_on", "by_id", "route",
            "recorded_at",
        )  # fmt: skip
        self.values = Target(
            ValueChange, "deal_id", "value", "currency", "probability", "known_on", "by_id",
            "recorded_at",
        )  # fmt: skip

    def write(self, plans: Sequence[DealPlan]) -> None:
        self.deals.write(map(self._deal, plans))
        self.lines.write(row for plan in plans for row in _lines(plan))
        self.steps.write(row for plan in plans for row in self._steps(plan))
        self.values.write(row for plan in plans for row in _values(plan))

    def _deal(self, plan: DealPlan) -> tuple[Any, ...]:
        began = plan.entries[0][1]
        return (
            plan.pk,
            plan.name,
            plan.customer.pk if plan.customer else None,
            plan.owner,
            self.track.pipeline,
            self.track.steps(plan)[-1][0],
            plan.outcome.value,
            _money(plan.values[-1][0]) if plan.values else None,
            plan.currency,
            plan.probability,
            began,
            plan.expected_on,
            plan.closed_on,
            plan.since,
            plan.reason,
            at(began),
            at(plan.since),
        )

    def _steps(self, plan: DealPlan) -> Iterator[tuple[Any, ...]]:
        before = None
        for stage, day in self.track.steps(plan):
            yield plan.pk, before, stage, day, plan.owner, Route.COMMAND.value, at(day)
            before = stage


def _lines(plan: DealPlan) -> Iterator[tuple[Any, ...]]:
    for position, (product, count, price) in enumerate(plan.lines, start=1):
        yield plan.pk, product, count, _money(price), position


def _values(plan: DealPlan) -> Iterator[tuple[Any, ...]]:
    for value, day in plan.values:
        yield (
            plan.pk, _money(value), plan.currency, plan.probability, day, plan.owner, at(day),
        )  # fmt: skip


def _money(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}"
