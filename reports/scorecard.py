"""The figures of several people beside each other: this month so far, and the month before.

Definitions are those of the monthly report (docs/glossary.md); each figure opens its records.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count

from crm.common.currencies import base_currency
from crm.common.months import add_months, first_day, last_day
from deals.models import Deal
from reports import statements
from reports.addresses import deals_url
from reports.arithmetic import FIGURES, MonthSums, Sums
from reports.content import FigureCode
from reports.rows import fetch
from users.models import User

# One row a person and month: what was closed and begun in it, and what was open at its end.
STATEMENT = f"""
    WITH closed AS ({statements.CLOSED}), begun AS ({statements.BEGUN}),
    open_deals AS ({statements.OPEN}), counted AS (
        SELECT owner_id, month, count(*) FILTER (WHERE outcome = 'won') AS won_cases,
               sum(value) FILTER (WHERE outcome = 'won') AS won_value,
               count(*) FILTER (WHERE outcome = 'lost') AS lost_cases, 0 AS begun_cases,
               0 AS open_cases, NULL::numeric AS open_value, NULL::numeric AS weighted
        FROM closed WHERE owner_id = ANY(%(owners)s) GROUP BY 1, 2
        UNION ALL
        SELECT owner_id, month, 0, NULL, 0, count(*), 0, NULL, NULL
        FROM begun WHERE owner_id = ANY(%(owners)s) GROUP BY 1, 2
        UNION ALL
        SELECT owner_id, month, 0, NULL, 0, 0, count(*), sum(value),
               sum(value * probability / 100)
        FROM open_deals WHERE owner_id = ANY(%(owners)s) GROUP BY 1, 2
    )
    SELECT owner_id, month, sum(won_cases)::int AS won_cases, sum(won_value) AS won_value,
           sum(lost_cases)::int AS lost_cases, sum(begun_cases)::int AS begun_cases,
           sum(open_cases)::int AS open_cases, sum(open_value) AS open_value,
           sum(weighted) AS weighted
    FROM counted GROUP BY owner_id, month
"""  # noqa: S608 - put together from constants; values are parameters


@dataclass(frozen=True)
class Score:
    """A figure (None: nothing is known), and the list of the deals behind it (empty: none)."""

    value: Decimal | None
    url: str


MonthScores = dict[FigureCode, Score]


@dataclass(frozen=True)
class PersonScores:
    """`idle` and `late` are deals that are so today, whichever month they are from."""

    person: User
    now: MonthScores
    before: MonthScores
    idle: Score
    late: Score


def scorecard(people: Collection[User], today: date) -> list[PersonScores]:
    """Of deals that these people own; three statements, however many people there are.

    For readers who see all deals of each (`User.objects.reported_to`).
    """
    month = first_day(today)
    before = add_months(month, -1)
    owners = [person.pk for person in people]
    sums = _sums(owners, before, today)
    deals = Deal.objects.filter(owner__in=owners)
    idle, late = _by_owner(deals.idle(today)), _by_owner(deals.late(today))
    return [
        PersonScores(
            person,
            now=_scores(person, month, today, sums.get((person.pk, month), NOTHING)),
            before=_scores(person, before, today, sums.get((person.pk, before), NOTHING)),
            idle=_score(Decimal(idle.get(person.pk, 0)), owner=person.pk, idle=1),
            late=_score(Decimal(late.get(person.pk, 0)), owner=person.pk, late=1),
        )
        for person in people
    ]


NOTHING = MonthSums(Sums(), Sums(), Sums(), Sums())


def _sums(owners: list[int], before: date, today: date) -> dict[tuple[int, date], MonthSums]:
    params = {
        "owners": owners,
        "start": before,
        "stop": add_months(before, 2),
        "days": [last_day(before), today],
        "base": base_currency(),
    }
    return {
        (row.owner_id, row.month): MonthSums(
            won=Sums(row.won_cases, row.won_value),
            lost=Sums(row.lost_cases),
            begun=Sums(row.begun_cases),
            open=Sums(row.open_cases, row.open_value, weighted=row.weighted),
        )
        for row in fetch(STATEMENT, params)
    }


def _by_owner(deals: Any) -> dict[int, int]:
    return dict(deals.order_by().values_list("owner").annotate(Count("pk")))


def _scores(person: User, month: date, today: date, sums: MonthSums) -> MonthScores:
    end = last_day(month)
    closed = {"owner": person.pk, "closed_from": month, "closed_to": end}
    won = {**closed, "outcome": "won"}
    stock = {"owner": person.pk, "open_on": min(end, today)}
    filters: dict[FigureCode, dict[str, object]] = {
        FigureCode.WON_COUNT: won,
        FigureCode.WON_VALUE: won,
        FigureCode.WIN_RATE: closed,
        FigureCode.OPEN_VALUE: stock,
        FigureCode.WEIGHTED_VALUE: stock,
        FigureCode.NEW_DEALS: {"owner": person.pk, "engaged_from": month, "engaged_to": end},
    }
    figures = {code: FIGURES[code](sums) for code in filters}
    return {
        code: Score(figure.value, deals_url(**filters[code]) if figure.cases else "")
        for code, figure in figures.items()
    }


def _score(value: Decimal, **filters: object) -> Score:
    return Score(value, deals_url(**filters) if value else "")
