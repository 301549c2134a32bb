"""New deals, with the first entries of their ledgers."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from crm.common.bulk import create_records, insert_rows
from crm.common.days import business_day
from crm.common.errors import BusinessRuleError
from crm.common.events import publish
from deals.drafts import NewDeal
from deals.events import DealsCreated, DealsLost, DealsWon
from deals.models import Deal, DealLine, Outcome
from deals.rules import refusal_of_deal
from deals.services.checks import check_accounts, check_owners
from deals.services.ledgers import Pen, Step
from users.models import User


@transaction.atomic
def create_deals(
    news: Sequence[NewDeal], *, by: User | None, at: datetime, route: str
) -> list[Deal]:
    """Write the deals with their lines, steps and values.

    Raises BusinessRuleError, and writes none, when a rule of deals/rules.py forbids one, or when
    `by` may not give deals to an owner or does not see an account (None may all).
    """
    today = business_day(at)
    check_owners({new.deal.owner_id for new in news}, by)
    check_accounts({new.deal.account_id for new in news}, by)
    for new in news:
        _settle(new, today)
        if reason := refusal_of_deal(new.deal, today):
            raise BusinessRuleError(reason)
    deals = create_records(Deal, [new.deal for new in news])
    _write_parts(news, Pen(by, at, route), today)
    _announce(deals, Pen(by, at, route))
    return deals


def create_deal(new: NewDeal, *, by: User | None, at: datetime, route: str) -> Deal:
    return create_deals([new], by=by, at=at, route=route)[0]


def _settle(new: NewDeal, today: date) -> None:
    """What follows from the stage."""
    deal = new.deal
    deal.pipeline_id, deal.outcome = deal.stage.pipeline_id, deal.stage.outcome
    if deal.outcome != Outcome.LOST:
        deal.lost_reason = deal.lost_note = ""
    if deal.outcome == Outcome.OPEN:
        deal.stage_since = new.entered_on
    else:
        deal.stage_since = deal.closed_on = deal.closed_on or today


def _write_parts(news: Sequence[NewDeal], pen: Pen, today: date) -> None:
    lines: list[DealLine] = []
    steps: list[Step] = []
    values: list[tuple[Deal, date]] = []
    for new in news:
        deal = new.deal
        for position, line in enumerate(new.lines, start=1):
            line.deal, line.position = deal, position
            lines.append(line)
        steps += _steps(new)
        if deal.value is not None or deal.probability is not None:
            values.append((deal, new.value_known_on or deal.closed_on or today))
    insert_rows(DealLine, lines)
    pen.write_steps(steps)
    pen.write_values(values)


def _steps(new: NewDeal) -> list[Step]:
    passed = [(step.stage, step.on) for step in new.earlier]
    path = [*passed, (new.deal.stage, new.deal.stage_since)]
    before = [None, *[stage.pk for stage, _on in passed]]
    return [
        (new.deal, earlier, stage, on) for earlier, (stage, on) in zip(before, path, strict=True)
    ]


def _announce(deals: Sequence[Deal], pen: Pen) -> None:
    news = {
        DealsCreated: [deal.pk for deal in deals],
        DealsWon: [deal.pk for deal in deals if deal.outcome == Outcome.WON],
        DealsLost: [deal.pk for deal in deals if deal.outcome == Outcome.LOST],
    }
    for kind, pks in news.items():
        if pks:
            publish(kind(pks, pen.by.pk if pen.by else None, pen.at, pen.route))
