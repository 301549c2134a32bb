"""Steps from stage to stage. Every door (menu, key, stepper, API, import) comes through here."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from crm.common.bulk import write_changes
from crm.common.days import business_day
from crm.common.errors import BusinessRuleError
from crm.common.events import publish
from deals.drafts import Move
from deals.events import DealsLost, DealsMoved, DealsReopened, DealsWon
from deals.models import Deal, Outcome
from deals.rules import refusal_of_move
from deals.services.checks import locked_deals
from deals.services.ledgers import Pen, say_again
from users.models import User


def move_deals(
    deals: Iterable[Deal], move: Move, *, by: User | None, at: datetime, route: str
) -> list[int]:
    """Take all deals the same step. Answers the ids of those that were not there yet.

    Raises BusinessRuleError, and moves none, when one is in another pipeline, when losing lacks a
    reason, or when the day is impossible; PermissionDenied when `by` may not change one of them.
    """
    return move_each([(deal.pk, move) for deal in deals], by=by, at=at, route=route)


@transaction.atomic
def move_each(
    moves: Sequence[tuple[int, Move]], *, by: User | None, at: datetime, route: str
) -> list[int]:
    """Take each deal (by key) a step of its own; otherwise as `move_deals`."""
    found = locked_deals([pk for pk, _move in moves], by)
    steps = [(found[pk], move) for pk, move in moves if found[pk].stage_id != move.to.pk]
    today = business_day(at)
    for deal, move in steps:
        if reason := refusal_of_move(deal, move, today):
            raise BusinessRuleError(reason)
    reopened = [deal.pk for deal, move in steps if _reopens(deal, move)]
    valued = [(deal, move.on) for deal, move in steps if move.value not in {None, deal.value}]
    pen = Pen(by, at, route)
    _write(steps, valued, pen)
    say_again({deal.pk for deal, _on in valued} | set(reopened), pen)
    _announce(steps, reopened, pen)
    return [deal.pk for deal, _move in steps]


def _reopens(deal: Deal, move: Move) -> bool:
    return deal.outcome != Outcome.OPEN and move.to.outcome == Outcome.OPEN


def _write(
    steps: Sequence[tuple[Deal, Move]], valued: Sequence[tuple[Deal, date]], pen: Pen
) -> None:
    pen.write_steps([(deal, deal.stage_id, move.to, move.on) for deal, move in steps])
    write_changes(Deal, [(deal, _columns(deal, move)) for deal, move in steps])
    pen.write_values(valued)


def _columns(deal: Deal, move: Move) -> dict[str, object]:
    closes = move.to.outcome != Outcome.OPEN
    lost = move.to.outcome == Outcome.LOST
    return {
        "stage_id": move.to.pk,
        "outcome": move.to.outcome,
        "stage_since": move.on,
        "closed_on": move.on if closes else None,
        "lost_reason": move.lost_reason if lost else "",
        "lost_note": move.lost_note if lost else "",
        "value": deal.value if move.value is None else move.value,
    }


def _announce(steps: Sequence[tuple[Deal, Move]], reopened: list[int], pen: Pen) -> None:
    news = {
        DealsMoved: [deal.pk for deal, _move in steps],
        DealsWon: [deal.pk for deal, move in steps if move.to.outcome == Outcome.WON],
        DealsLost: [deal.pk for deal, move in steps if move.to.outcome == Outcome.LOST],
        DealsReopened: reopened,
    }
    for kind, pks in news.items():
        if pks:
            publish(kind(pks, pen.by.pk if pen.by else None, pen.at, pen.route))
