"""The two dated ledgers of a deal: its steps through the stages, and its value as it was known."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crm.common.bulk import insert_values
from crm.common.days import business_day
from deals.models import Deal, Outcome, Stage, StageChange, ValueChange
from users.models import User

CHUNK = 1000
STEP = ("deal_id", "before_id", "after_id", "happened_on", "by_id", "route", "recorded_at")
VALUE = ("deal_id", "value", "currency", "probability", "known_on", "by_id", "recorded_at")
Step = tuple[Deal, int | None, Stage, date | None]
"""A deal, the key of the stage it leaves, the stage it comes to, and when."""


@dataclass(frozen=True)
class Pen:
    """Who writes, when, and by which route."""

    by: User | None
    at: datetime
    route: str

    @property
    def by_id(self) -> int | None:
        return self.by.pk if self.by else None

    def write_steps(self, steps: Sequence[Step]) -> None:
        rows = [
            (deal.pk, before_id, after.pk, on, self.by_id, self.route, self.at)
            for deal, before_id, after, on in steps
        ]
        insert_values(StageChange, STEP, rows)

    def write_values(self, known: Sequence[tuple[Deal, date]]) -> None:
        """What the deals say now, as known on these days."""
        rows = [
            (deal.pk, deal.value, deal.currency, deal.probability, day, self.by_id, self.at)
            for deal, day in known
        ]
        insert_values(ValueChange, VALUE, rows)


def say_again(pks: Collection[int], pen: Pen) -> None:
    """The ledger of an open deal ends with what the deal says now.

    What is said of a day gone by stands before what was said of later days: then it is said once
    more, as known today.
    """
    if not pks:
        return
    last = ValueChange.objects.filter(deal__in=pks).order_by("deal", "-known_on", "-pk")
    said = {change.deal_id: _words(change) for change in last.distinct("deal")}
    deals = Deal.objects.filter(pk__in=pks, outcome=Outcome.OPEN).order_by("pk")
    again = [deal for deal in deals if said.get(deal.pk, _silence(deal)) != _words(deal)]
    today = business_day(pen.at)
    pen.write_values([(deal, today) for deal in again])


def _words(of: Deal | ValueChange) -> tuple[object, ...]:
    return of.value, of.currency, of.probability


def _silence(deal: Deal) -> tuple[object, ...]:
    return None, deal.currency, None
