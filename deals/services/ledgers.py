"""The two dated ledgers of a deal: its steps through the stages, and its value as it was known."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from crm.common.days import business_day
from deals.models import Deal, Outcome, Stage, StageChange, ValueChange
from users.models import User

CHUNK = 1000


@dataclass(frozen=True)
class Pen:
    """Who writes, when, and by which route."""

    by: User | None
    at: datetime
    route: str

    def step(
        self, deal: Deal, before_id: int | None, after: Stage, on: date | None
    ) -> StageChange:
        return StageChange(
            deal=deal,
            before_id=before_id,
            after=after,
            happened_on=on,
            by=self.by,
            route=self.route,
            recorded_at=self.at,
        )

    def value(self, deal: Deal, known_on: date) -> ValueChange:
        return ValueChange(
            deal=deal,
            value=deal.value,
            currency=deal.currency,
            probability=deal.probability,
            known_on=known_on,
            by=self.by,
            recorded_at=self.at,
        )


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
    news = [pen.value(deal, today) for deal in again]
    ValueChange.objects.bulk_create(news, batch_size=CHUNK)


def _words(of: Deal | ValueChange) -> tuple[object, ...]:
    return of.value, of.currency, of.probability


def _silence(deal: Deal) -> tuple[object, ...]:
    return None, deal.currency, None
