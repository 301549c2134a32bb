"""The deals behind a figure of a monthly report, with what each added to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from crm.common.currencies import base_currency
from crm.common.formats import money_places, sentence
from crm.common.keyset import Page, page
from deals.models import Deal
from reports.arithmetic import to_base_places
from reports.content import FigureCode
from reports.models import MonthlyReport, RecordGroup, ReportRecords
from reports.queries import Asked, Records, compute
from reports.wording import LABELS
from users.models import User

_GROUPS: dict[str, tuple[RecordGroup, ...]] = {
    FigureCode.WON_VALUE: (RecordGroup.WON,),
    FigureCode.WON_COUNT: (RecordGroup.WON,),
    FigureCode.AVERAGE_DEAL: (RecordGroup.WON,),
    FigureCode.DAYS_TO_CLOSE: (RecordGroup.WON,),
    FigureCode.LOST_VALUE: (RecordGroup.LOST,),
    FigureCode.LOST_COUNT: (RecordGroup.LOST,),
    FigureCode.WIN_RATE: (RecordGroup.WON, RecordGroup.LOST),
    FigureCode.NEW_DEALS: (RecordGroup.BEGUN,),
    FigureCode.OPEN_COUNT: (RecordGroup.OPEN,),
    FigureCode.OPEN_VALUE: (RecordGroup.OPEN,),
    FigureCode.WEIGHTED_VALUE: (RecordGroup.WEIGHTED,),
    RecordGroup.UNDATED: (RecordGroup.UNDATED,),
    RecordGroup.UNCONVERTED: (RecordGroup.UNCONVERTED,),
    RecordGroup.DECIDE: (RecordGroup.DECIDE,),
}


@dataclass(frozen=True)
class BehindRow:
    """`amount` is what the deal added to the figure in base currency; None: it has no value."""

    deal: Any
    amount: Decimal | None


@dataclass(frozen=True)
class Behind:
    """The records of one figure: how many, their sum (None: no value), and the amount of each."""

    figure: str
    amounts: dict[int, Decimal | None]
    currency: str

    @property
    def title(self) -> str:
        if self.figure in RecordGroup.values:
            return sentence(str(RecordGroup(self.figure).label))
        return str(LABELS[FigureCode(self.figure)])

    @property
    def count(self) -> int:
        return len(self.amounts)

    @property
    def sum(self) -> Decimal | None:
        known = [amount for amount in self.amounts.values() if amount is not None]
        return to_base_places(sum(known, Decimal(0))) if known else None

    @property
    def places(self) -> int:
        """The decimals of the amounts."""
        return money_places(self.amounts.values(), self.currency)

    def deals(self, user: User) -> QuerySet[Deal]:
        """Those of them that still exist and that the reader may see today."""
        rows = Deal.objects.visible_to(user).filter(pk__in=list(self.amounts))
        return rows.select_related("account", "owner", "stage")

    def page(self, user: User, cursor: str) -> tuple[Page[Deal], list[BehindRow]]:
        found = page(self.deals(user), ["sort_key", "pk"], cursor, size=50)
        rows = [BehindRow(deal, to_base_places(self.amounts[deal.pk])) for deal in found.rows]
        return found, rows


def records_behind(report: MonthlyReport, asked: Asked, figure: str) -> Behind:
    """What was frozen with the report; for a draft what it would be now. Raises Http404."""
    if figure not in _GROUPS:
        raise Http404
    groups = _GROUPS[figure]
    if report.frozen_at:
        kept = ReportRecords.objects.filter(report=report, group__in=groups)
        records = [Records(tuple(row.deal_ids), tuple(row.amounts)) for row in kept]
    else:
        computed = compute(report.month, [asked])[asked].records
        records = [computed[group] for group in groups]
    return Behind(figure, _joined(records), base_currency())


def _joined(records: Iterable[Records]) -> dict[int, Decimal | None]:
    return {
        pk: amount
        for group in records
        for pk, amount in zip(group.ids, group.amounts, strict=True)
    }
