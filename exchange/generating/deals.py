"""The deals, drawn so that their ledgers end where the deal stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from deals.models import LostReason, Outcome
from exchange.demonstration.deal_plans import PATH, PLACES
from exchange.demonstration.products import IN_KRONOR
from exchange.generating.catalog import Item
from exchange.generating.chance import skewed
from exchange.generating.customers import Customer, known_before
from exchange.generating.days import between
from exchange.generating.staff import StaffPlan, UserPlan

WITHOUT_ACCOUNT, WITHOUT_VALUE, STALLED, OWN_JUDGEMENT = 0.01, 0.02, 0.02, 0.06
LOST, SKIPPED = 0.52, 0.12
OFFER = 2
"""The open stage from which on the value is that of the lines."""
REASONS = [reason.value for reason in LostReason if reason != LostReason.NOT_RECORDED]
JUDGEMENTS = (10, 25, 40, 60, 80, 90)


@dataclass(frozen=True, slots=True)
class DealPlan:
    """`entries` are (open stage by its place, day); `lines` (product, count, öre a piece).

    Money is in hundredths. `values`: what the deal was thought to be worth, and since when.
    """

    pk: int
    name: str
    customer: Customer | None
    owner: int
    currency: str
    outcome: Outcome
    entries: tuple[tuple[int, date], ...]
    closed_on: date | None
    expected_on: date | None
    reason: str
    probability: int | None
    lines: tuple[tuple[int, int, int], ...]
    values: tuple[tuple[int, date], ...]

    @property
    def since(self) -> date:
        return self.closed_on or self.entries[-1][1]


class Drawer:
    """Draws deals, most of them with large accounts; the same calls draw the same ones."""

    def __init__(
        self, customers: Sequence[Customer], staff: StaffPlan, items: Sequence[Item], on: date
    ) -> None:
        self.customers, self.managers, self.items, self.on = customers, staff.managers, items, on
        self.appetites = skewed(len(customers), 0.8)
        self.demand = skewed(len(items), 0.7, flat=3)
        self.mates: dict[int | None, list[UserPlan]] = {}
        for manager in self.managers:
            self.mates.setdefault(manager.team, []).append(manager)

    def draw(self, keys: Sequence[int], random: Random) -> Iterator[DealPlan]:
        buyers = random.choices(self.customers, cum_weights=self.appetites, k=len(keys))
        for pk, buyer in zip(keys, buyers, strict=True):
            yield self._draw(pk, None if random.random() < WITHOUT_ACCOUNT else buyer, random)

    def _draw(self, pk: int, customer: Customer | None, random: Random) -> DealPlan:
        since = known_before(customer, self.on) if customer else self.on - timedelta(days=60)
        began = between(random, since, self.on)
        life = timedelta(days=int(random.triangular(10, 220, 60)))
        outcome, closed_on = self._end(began + life, random)
        entries = self._entries(began, life, outcome, random)
        currency = customer.country.currency if customer else "SEK"
        item, lines = self._lines(customer, currency, random)
        return DealPlan(
            pk=pk,
            name=f"{item.name}, {random.choice(PLACES)}",
            customer=customer,
            owner=self._owner(customer, random),
            currency=currency,
            outcome=outcome,
            entries=entries,
            closed_on=closed_on,
            expected_on=_expected(closed_on or began + life, random),
            reason=random.choice(REASONS) if outcome == Outcome.LOST else "",
            probability=_judgement(outcome, random) if lines else None,
            lines=lines,
            values=_values(entries, lines, random),
        )

    def _end(self, planned: date, random: Random) -> tuple[Outcome, date | None]:
        if planned > self.on or random.random() < STALLED:
            return Outcome.OPEN, None
        return (Outcome.LOST if random.random() < LOST else Outcome.WON), planned

    def _entries(
        self, began: date, life: timedelta, outcome: Outcome, random: Random
    ) -> tuple[tuple[int, date], ...]:
        """A lost or stalled deal may have come to any stage; now and then one is skipped."""
        stops = outcome == Outcome.LOST or (outcome == Outcome.OPEN and began + life <= self.on)
        reached = random.randint(1, len(PATH)) if stops else len(PATH)
        days = [(stage, began + life * share) for stage, share in enumerate(PATH[:reached])]
        passed = [one for one in days[1:] if one[1] <= self.on and random.random() > SKIPPED]
        return (days[0], *passed)

    def _owner(self, customer: Customer | None, random: Random) -> int:
        """Mostly the account's; some belong to a colleague of the team, few to somebody else."""
        chance = random.random()
        if customer is None or chance < 0.02:
            return random.choice(self.managers).pk
        if customer.owner and chance > 0.1:
            return customer.owner.pk
        return random.choice(self.mates[customer.team]).pk

    def _lines(
        self, customer: Customer | None, currency: str, random: Random
    ) -> tuple[Item, tuple[tuple[int, int, int], ...]]:
        """One to three products; large accounts buy more of each."""
        most = random.choices((1, 2, 3), (60, 28, 12))[0]
        items = random.choices(self.items, cum_weights=self.demand, k=most)
        if random.random() < WITHOUT_VALUE:
            return items[0], ()
        scale = 1 + 40 / ((customer.rank if customer else 50_000) + 10) ** 0.5
        kept = 100 - random.choice((0, 0, 5, 10))
        rate = IN_KRONOR[currency]
        return items[0], tuple(
            (
                item.pk,
                int(min(80, random.paretovariate(1.3)) * scale),
                int(item.price * kept / rate),
            )
            for item in items
        )


def _amount(scale: float, random: Random) -> int:
    return int(min(80, random.paretovariate(1.3)) * scale)


def _judgement(outcome: Outcome, random: Random) -> int | None:
    own = outcome == Outcome.OPEN and random.random() < OWN_JUDGEMENT
    return random.choice(JUDGEMENTS) if own else None


def _expected(planned: date, random: Random) -> date | None:
    return planned + timedelta(days=random.randint(-20, 20)) if random.random() > 0.05 else None


def _values(
    entries: Sequence[tuple[int, date]], lines: Sequence[tuple[int, int, int]], random: Random
) -> tuple[tuple[int, date], ...]:
    """A guess at first; what the lines say from the day of the offer."""
    if not lines:
        return ()
    total = sum(count * price for _product, count, price in lines)
    guess = max(1, round(total * random.randint(75, 130) / 100 / 100_000)) * 100_000
    offered = [day for stage, day in entries if stage >= OFFER]
    return ((guess, entries[0][1]), *((total, day) for day in offered[:1]))
