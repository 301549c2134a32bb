"""Runs the statements of reports/statements.py once for all subjects and sorts their rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from crm.common.currencies import base_currency
from crm.common.months import add_months, last_day
from reports import statements
from reports.content import Edition
from reports.rows import fetch
from users.models import User

RANKED_MONTHS = 12
FEW = 5


class Subject(NamedTuple):
    """Whose report: an edition and the user it is about (0: the company)."""

    edition: Edition
    user_id: int


def subject_of(edition: Edition, user: User | None) -> Subject:
    return Subject(edition, user.pk if user else 0)


@dataclass
class Gathered:
    """The rows of each statement for one subject; flows and stocks by month."""

    closed: dict[tuple[date, str], Any] = field(default_factory=dict)
    begun: dict[date, Any] = field(default_factory=dict)
    open: dict[date, Any] = field(default_factory=dict)
    undated: list[int] = field(default_factory=list)
    products: list[Any] = field(default_factory=list)
    sectors: list[Any] = field(default_factory=list)
    people: list[Any] = field(default_factory=list)
    decisions: list[Any] = field(default_factory=list)


def gather(month: date, subjects: Iterable[Subject]) -> dict[Subject, Gathered]:
    """Eight statements, however many subjects there are."""
    wanted = list(subjects)
    found: dict[Subject, Gathered] = defaultdict(Gathered)
    for name, rows in _results(month, wanted).items():
        for row in rows:
            _keep(found[Subject(Edition(row.edition), row.subject)], name, row)
    return {subject: found[subject] for subject in wanted}


def _results(month: date, subjects: list[Subject]) -> dict[str, list[Any]]:
    year = {"start": add_months(month, -12), "stop": add_months(month, 1)}
    ranked = {"start": add_months(month, 1 - RANKED_MONTHS), "stop": add_months(month, 1)}
    only = {"start": month, "stop": add_months(month, 1)}
    ends = [last_day(add_months(month, back)) for back in (0, -1, -12)]
    params = _scope_params(subjects) | {"month": month, "few": FEW, "base": base_currency()}
    return {
        "closed": fetch(statements.CLOSED_BY_SUBJECT, params | year),
        "begun": fetch(statements.BEGUN_BY_SUBJECT, params | year),
        "open": fetch(statements.OPEN_BY_SUBJECT, params | {"days": ends}),
        "undated": fetch(statements.UNDATED_BY_SUBJECT, params),
        "products": fetch(statements.PRODUCTS_BY_SUBJECT, params | ranked),
        "sectors": fetch(statements.SECTORS_BY_SUBJECT, params | ranked),
        "people": fetch(statements.PEOPLE_BY_SUBJECT, params | only | {"days": ends[:1]}),
        "decisions": fetch(statements.DECISIONS_BY_SUBJECT, params | {"days": ends[:1]}),
    }


def _scope_params(subjects: list[Subject]) -> dict[str, Any]:
    def ids(edition: Edition) -> list[int]:
        return [subject.user_id for subject in subjects if subject.edition is edition]

    return {
        "managers": ids(Edition.MANAGER),
        "heads": ids(Edition.HEAD),
        "company": bool(ids(Edition.COMPANY)),
    }


def _keep(gathered: Gathered, name: str, row: Any) -> None:
    match name:
        case "closed":
            gathered.closed[row.month, row.outcome] = row
        case "begun":
            gathered.begun[row.month] = row
        case "open":
            gathered.open[row.month] = row
        case "undated":
            gathered.undated = row.ids
        case _:
            getattr(gathered, name).append(row)


def unconverted_deals(ids: Iterable[int], last: date) -> dict[int, Any]:
    """The deals that could not be turned into the base currency, by id."""
    rows = fetch(statements.UNCONVERTED_DEALS, {"ids": sorted(set(ids)), "last": last})
    return {row.key: row for row in rows}
