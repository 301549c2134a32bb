"""Everything on the page of one deal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from deals.models import Deal, DealLine, Outcome, Stage, StageChange, ValueChange
from users.models import User


@dataclass(frozen=True)
class Step:
    """A stage of the stepper; `is_passed` when it lies before the deal's own."""

    stage: Stage
    is_current: bool
    is_passed: bool


@dataclass(frozen=True)
class Line:
    """`places`: as many decimals as the quantity needs."""

    line: DealLine
    total: Decimal | None
    places: int


@dataclass(frozen=True)
class DealPage:
    """`line_total` is None unless every line has a price."""

    steps: Sequence[Step]
    closing: Sequence[Stage]
    lines: Sequence[Line]
    line_total: Decimal | None
    stage_changes: Sequence[StageChange]
    value_changes: Sequence[ValueChange]
    days_in_stage: int | None
    is_idle: bool
    may_edit: bool


def deal_page(user: User, deal: Deal, today: date) -> DealPage:
    """Everything on the page of a deal that the user is known to see."""
    stages = list(Stage.objects.filter(pipeline=deal.pipeline_id).order_by("position", "pk"))
    lines = [_line(line) for line in deal.lines.select_related("product")]
    totals = [line.total for line in lines]
    complete = [total for total in totals if total is not None]
    return DealPage(
        steps=[_step(deal, stage) for stage in stages if stage.outcome == Outcome.OPEN],
        closing=[stage for stage in stages if stage.outcome != Outcome.OPEN],
        lines=lines,
        line_total=sum(complete, Decimal(0)) if lines and len(complete) == len(lines) else None,
        stage_changes=list(
            deal.stage_changes.select_related("before", "after", "by").order_by("-pk")
        ),
        value_changes=list(deal.value_changes.select_related("by").order_by("-pk")),
        days_in_stage=deal.days_in_stage(today) if deal.outcome == Outcome.OPEN else None,
        is_idle=deal.is_idle(today),
        may_edit=Deal.objects.editable_by(user).filter(pk=deal.pk).exists(),
    )


def _step(deal: Deal, stage: Stage) -> Step:
    is_passed = deal.outcome == Outcome.WON or stage.position < deal.stage.position
    return Step(stage, stage.pk == deal.stage_id, is_passed and deal.outcome != Outcome.LOST)


def _line(line: DealLine) -> Line:
    priced = line.unit_price is not None
    total = line.quantity * (line.unit_price or Decimal(0)) if priced else None
    exponent = line.quantity.normalize().as_tuple().exponent
    return Line(line, total, places=max(0, -int(exponent)))
