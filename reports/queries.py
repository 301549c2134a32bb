"""From gathered rows to what a monthly report says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q

from crm.common.currencies import base_currency
from crm.common.months import add_months, last_day
from reports import addresses
from reports.arithmetic import FIGURES, MonthSums, sums_of, to_base_places, won_value
from reports.content import (
    ChartMonth,
    Decision,
    DecisionReason,
    Edition,
    Figure,
    FigureCode,
    MonthlyContent,
    PersonRow,
    RankedRow,
    Unconverted,
    rank,
)
from reports.gathering import (
    FEW,
    RANKED_MONTHS,
    Gathered,
    gather,
    subject_of,
    unconverted_deals,
)
from reports.models import RecordGroup
from users.models import Role, User

CHART_MONTHS = 12


@dataclass(frozen=True)
class Asked:
    """A report that is wanted: an edition, and the user it is about (None: the company)."""

    edition: Edition
    user: User | None


@dataclass(frozen=True)
class Records:
    """Deals behind a group of figures, and beside each what it added in base currency."""

    ids: tuple[int, ...] = ()
    amounts: tuple[Decimal | None, ...] = ()


@dataclass(frozen=True)
class Computed:
    """A report's content and the deals behind each group of its figures."""

    content: MonthlyContent
    records: dict[RecordGroup, Records]


def subjects_of(month: date) -> list[Asked]:
    """Active managers and heads, whoever else closed deals in the month, and the company."""
    people = User.objects.filter(role__in=[Role.MANAGER, Role.HEAD])
    reported = people.filter(
        Q(is_active=True)
        | Q(deals__closed_on__gte=month, deals__closed_on__lt=add_months(month, 1))
    )
    asked = [
        Asked(Edition.HEAD if user.is_head else Edition.MANAGER, user)
        for user in reported.distinct().order_by("sort_key", "pk")
    ]
    return [*asked, Asked(Edition.COMPANY, None)]


def compute(month: date, asked: Iterable[Asked]) -> dict[Asked, Computed]:
    """The reports of all who ask, from eight statements and one for what has no exchange rate."""
    wanted = list(asked)
    gathered = gather(month, [subject_of(item.edition, item.user) for item in wanted])
    parts = {
        item: _Assembly(month, item, gathered[subject_of(item.edition, item.user)])
        for item in wanted
    }
    missing = unconverted_deals(
        {pk for part in parts.values() for pk in part.unconverted_ids}, last_day(month)
    )
    return {item: part.computed(missing) for item, part in parts.items()}


class _Assembly:
    """Builds one report from its rows."""

    def __init__(self, month: date, asked: Asked, rows: Gathered) -> None:
        self.month, self.asked, self.rows = month, asked, rows
        self.unconverted_ids = sorted(
            {pk for row in self._rows_of_month() for pk in getattr(row, "unconverted", None) or []}
        )

    def _rows_of_month(self) -> list[Any]:
        closed = [self.rows.closed.get((self.month, outcome)) for outcome in ("won", "lost")]
        return [row for row in (*closed, self.rows.open.get(self.month)) if row]

    def computed(self, missing: dict[int, Any]) -> Computed:
        records = self._records()
        return Computed(self._content(records, missing), records)

    def _content(
        self, records: dict[RecordGroup, Records], missing: dict[int, Any]
    ) -> MonthlyContent:
        edition, user, rows = self.asked.edition, self.asked.user, self.rows
        return MonthlyContent(
            edition=edition,
            month=self.month,
            subject_name=user.full_name if user else "",
            currency=base_currency(),
            time_zone=settings.TIME_ZONE,
            url=addresses.report_url(self.month, edition, user),
            figures=tuple(self._figure(code) for code in FigureCode),
            chart=tuple(self._chart_month(back) for back in range(1 - CHART_MONTHS, 1)),
            ranked_from=add_months(self.month, 1 - RANKED_MONTHS),
            products=rank(self._ranked(rows.products, "product")),
            sectors=rank(self._ranked(rows.sectors, "sector")),
            people=tuple(self._person(row) for row in rows.people),
            decisions=tuple(_decision(row) for row in rows.decisions),
            decisions_total=len(records[RecordGroup.DECIDE].ids),
            decisions_url=self._records_url(RecordGroup.DECIDE),
            undated_count=len(rows.undated),
            undated_url=self._records_url(RecordGroup.UNDATED),
            unconverted=tuple(_unconverted(missing[pk]) for pk in self.unconverted_ids[:FEW]),
            unconverted_total=len(self.unconverted_ids),
            unconverted_url=self._records_url(RecordGroup.UNCONVERTED),
        )

    def _records(self) -> dict[RecordGroup, Records]:
        rows, month = self.rows, self.month
        won, lost = rows.closed.get((month, "won")), rows.closed.get((month, "lost"))
        stock = rows.open.get(month)
        return {
            RecordGroup.WON: _records(won, "ids", "amounts"),
            RecordGroup.LOST: _records(lost, "ids", "amounts"),
            RecordGroup.BEGUN: _records(rows.begun.get(month), "ids"),
            RecordGroup.OPEN: _records(stock, "ids", "amounts"),
            RecordGroup.WEIGHTED: _records(stock, "ids", "weighted_amounts"),
            RecordGroup.UNDATED: _unvalued(rows.undated),
            RecordGroup.UNCONVERTED: _unvalued(self.unconverted_ids),
            RecordGroup.DECIDE: _records(stock, "decide"),
        }

    def _records_url(self, group: str) -> str:
        return addresses.records_url(self.month, self.asked.edition, self.asked.user, group)

    def _figure(self, code: FigureCode) -> Figure:
        figure = FIGURES[code]
        now = figure(self._sums(0))
        return Figure(
            code=code,
            value=now.value,
            month_before=figure(self._sums(-1)).value,
            year_before=figure(self._sums(-12)).value,
            records=now.cases,
            url=self._records_url(code.value),
            without_value=now.without_value,
        )

    def _sums(self, back: int) -> MonthSums:
        month, rows = add_months(self.month, back), self.rows
        return MonthSums(
            won=sums_of(rows.closed.get((month, "won"))),
            lost=sums_of(rows.closed.get((month, "lost"))),
            begun=sums_of(rows.begun.get(month)),
            open=sums_of(rows.open.get(month)),
        )

    def _chart_month(self, back: int) -> ChartMonth:
        month, sums = add_months(self.month, back), self._sums(back)
        url = self._deals_url(outcome="won", closed_from=month, closed_to=last_day(month))
        return ChartMonth(month, won_value(sums), sums.won.cases, sums.lost.cases, url)

    def _ranked(self, rows: Iterable[Any], dimension: str) -> Iterator[RankedRow]:
        period = self._deals_url(
            closed_from=add_months(self.month, 1 - RANKED_MONTHS),
            closed_to=last_day(self.month),
        )
        for row in rows:
            value, url = to_base_places(row.won_value), f"{period}&{dimension}={row.key}"
            yield RankedRow(row.label, row.won_count, row.lost_count, value, url)

    def _person(self, row: Any) -> PersonRow:
        url = addresses.deals_url(
            owner=row.key, closed_from=self.month, closed_to=last_day(self.month)
        )
        value = to_base_places(row.won_value) if row.won_count else Decimal(0)
        return PersonRow(
            row.label, int(row.won_count), int(row.lost_count), value, int(row.open_count), url
        )

    def _deals_url(self, **filters: object) -> str:
        scope = addresses.scope_filter(self.asked.edition, self.asked.user)
        return addresses.deals_url(**scope, **filters)


def _records(row: Any, ids: str, amounts: str = "") -> Records:
    found = tuple(getattr(row, ids, None) or ())
    added = tuple(getattr(row, amounts)) if found and amounts else (None,) * len(found)
    return Records(found, added)


def _unvalued(ids: list[int]) -> Records:
    return Records(tuple(ids), (None,) * len(ids))


def _decision(row: Any) -> Decision:
    """The reason is the one that has waited longest."""
    overdue = (row.day - row.expected_close_on).days if row.expected_close_on else -1
    idle = (
        row.days_in_stage is not None
        and row.idle_days is not None
        and row.days_in_stage > row.idle_days
    )
    passed = overdue > 0 and not (idle and row.days_in_stage > overdue)
    return Decision(
        deal=row.label,
        account=row.account,
        owner=row.owner,
        amount=row.amount,
        currency=row.currency,
        reason=DecisionReason.CLOSING_PASSED if passed else DecisionReason.IDLE,
        since=row.expected_close_on if passed else row.stage_since,
        days=overdue if passed else row.days_in_stage,
        url=addresses.deal_url(row.key),
    )


def _unconverted(row: Any) -> Unconverted:
    return Unconverted(
        row.label, row.account, row.amount, row.currency, row.day, addresses.deal_url(row.key)
    )
