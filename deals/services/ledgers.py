"""The two dated ledgers of a deal: its steps through the stages, and its value as it was known."""

from dataclasses import dataclass
from datetime import date, datetime

from deals.models import Deal, Stage, StageChange, ValueChange
from users.models import User

CHUNK = 1000


@dataclass(frozen=True)
class Pen:
    """Who writes, when, and by which route."""

    by: User | None
    at: datetime
    route: str

    def step(
        self, deal: Deal, before: Stage | int | None, after: Stage, on: date | None
    ) -> StageChange:
        return StageChange(
            deal=deal,
            before_id=before.pk if isinstance(before, Stage) else before,
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
