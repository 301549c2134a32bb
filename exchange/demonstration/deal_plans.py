"""What the deals of the two years will be: drawn here, written by deals.py beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from random import Random

from accounts.models import Lifecycle
from deals.models import LostReason, Outcome
from exchange.demonstration.calendar import YEARS, working_day
from exchange.demonstration.companies import PUBLIC, SCHOOLS
from exchange.demonstration.customers import Customer
from exchange.demonstration.products import CATALOG, KRONA, in_currency
from users.models import User

DEALS, WITHOUT_ACCOUNT = 400, 5
PATH = (0.0, 0.18, 0.45, 0.75)
"""At which share of its life a deal enters each open stage."""
PRICES = [Decimal(price) for items in CATALOG.values() for _name, price in items]
PROJECTS = (
    ("Klimatsensorer", (0, 6), (20, 90)),
    ("Energimätning", (2, 6), (10, 40)),
    ("Uteklimat och styrning", (1, 4), (8, 30)),
    ("Nordan Översikt", (3, 9), (6, 28)),
    ("Nordan Styr", (4, 8), (4, 22)),
    ("Energikartläggning", (7,), (1, 3)),
    ("Hållbarhetsrapport", (5,), (1, 3)),
    ("Driftöversyn", (8, 9), (1, 4)),
    ("Serviceavtal Plus", (11,), (1, 3)),
    ("Serviceavtal Bas", (10,), (1, 4)),
)
"""What is sold: the products by their place in the catalogue, and how many of the first."""
PLACES = (
    "huvudkontoret",
    "etapp 1",
    "etapp 2",
    "hela beståndet",
    "pilot",
    "lagret",
    "förlängning",
)
PUBLIC_PLACES = ("skolor", "förskolor", "simhallen", "stadshuset", "etapp 1", "pilot")
REASONS = (
    (LostReason.PRICE, "Billigare anbud från annat håll."),
    (LostReason.COMPETITOR, "Valde en leverantör som redan fanns i huset."),
    (LostReason.TIMING, "Skjuts till nästa budgetår."),
    (LostReason.NO_BUDGET, ""),
    (LostReason.NO_ANSWER, ""),
    (LostReason.NO_NEED, "Fastigheten såldes."),
)


@dataclass(frozen=True)
class Entry:
    """Into an open stage (by its place) on a day."""

    stage: int
    on: date


@dataclass(frozen=True)
class DealPlan:
    """`entries` begins with the first stage; `closed_on` is None for a deal that is still open.

    `estimate` is the value known at first, `value` the one known from the offer on.
    `lines` are places of the catalogue with quantities and prices.
    """

    name: str
    owner: User
    customer: Customer | None
    currency: str
    entries: tuple[Entry, ...]
    outcome: Outcome
    closed_on: date | None
    expected_close_on: date | None
    estimate: Decimal | None
    value: Decimal | None
    lines: tuple[tuple[int, int, Decimal], ...]
    reason: tuple[str, str] = ("", "")
    probability: int | None = None


@dataclass(frozen=True)
class Buyer:
    customer: Customer
    owner: User


class Planner:
    """Draws deals; the same calls in the same order draw the same ones."""

    def __init__(self, customers: Sequence[Customer], on: date, random: Random) -> None:
        self.on, self.random = on, random
        self.buyers = [Buyer(item, item.owner) for item in customers if item.owner]
        self.buyers += [Buyer(item, item.expert) for item in customers if item.expert]
        self.weights = [_appetite(buyer.customer) for buyer in self.buyers]
        owners = dict.fromkeys(buyer.owner for buyer in self.buyers)
        self.skill = dict(zip(owners, cycle((0.62, 0.54, 0.7, 0.5, 0.66, 0.58)), strict=False))

    def draw_all(self) -> list[DealPlan]:
        plans = [self._draw(number) for number in range(DEALS - WITHOUT_ACCOUNT)]
        plans += [self._draw_rumour(number) for number in range(WITHOUT_ACCOUNT)]
        return sorted(plans, key=lambda plan: plan.entries[0].on)

    def _draw(self, number: int) -> DealPlan:
        random, buyer = self.random, self.random.choices(self.buyers, self.weights)[0]
        currency = buyer.customer.company.currency
        began, life = self._life(number)
        stalls = number % 13 == 5 and 40 < (self.on - began).days < 130
        outcome, closed_on = self._end(buyer, began + life, stalls=stalls)
        entries = self._entries(began, life, outcome, stalls=stalls)
        project, products, amounts = random.choice(PROJECTS)
        lines = self._lines(products, amounts, currency) if number % 37 != 9 else ()
        value = sum((count * price for _item, count, price in lines), Decimal(0)) or None
        return DealPlan(
            name=self._name(project, buyer.customer, entries[0].on),
            owner=buyer.owner,
            customer=buyer.customer,
            currency=currency,
            entries=entries,
            outcome=outcome,
            closed_on=closed_on,
            expected_close_on=max(entries[0].on, self._expected(began + life, closed_on)),
            estimate=self._rough(value),
            value=value,
            lines=lines,
            reason=random.choice(REASONS) if outcome == Outcome.LOST else ("", ""),
            probability=random.choice((20, 40, 60, 90)) if number % 19 == 3 else None,
        )

    def _draw_rumour(self, number: int) -> DealPlan:
        """Somebody asked, and nobody knows yet who would buy."""
        project, _products, _amounts = PROJECTS[number]
        day = working_day(self.on - timedelta(days=3 + 4 * number))
        return DealPlan(
            name=f"{project}, förfrågan från webben",
            owner=self.buyers[number * 5].owner,
            customer=None,
            currency=KRONA,
            entries=(Entry(0, day),),
            outcome=Outcome.OPEN,
            closed_on=None,
            expected_close_on=None,
            estimate=Decimal(40_000 + 25_000 * number),
            value=None,
            lines=(),
        )

    def _life(self, number: int) -> tuple[date, timedelta]:
        """When a deal begins, and how long it would take. There are more in the second year."""
        random = self.random
        days = int(YEARS.days * (1 - ((number + random.random()) / DEALS) ** 0.88))
        return self.on - timedelta(days=days), timedelta(days=random.triangular(12, 150, 55))

    def _end(self, buyer: Buyer, on: date, *, stalls: bool) -> tuple[Outcome, date | None]:
        if stalls or on > self.on:
            return Outcome.OPEN, None
        lifecycle = buyer.customer.company.lifecycle
        chance = self.skill[buyer.owner] + (0.1 if lifecycle == Lifecycle.KEY else 0)
        never = lifecycle in {Lifecycle.PROSPECT, Lifecycle.SUSPECT}
        won = not never and self.random.random() < chance
        return (Outcome.WON if won else Outcome.LOST), working_day(on)

    def _entries(
        self, began: date, life: timedelta, outcome: Outcome, *, stalls: bool
    ) -> tuple[Entry, ...]:
        reached = len(PATH)
        if outcome == Outcome.LOST or stalls:
            reached = self.random.choice((1, 2, 3, 3, 4))
        entries = (
            Entry(stage, working_day(began + life * share))
            for stage, share in enumerate(PATH[:reached])
        )
        return tuple(entry for entry in entries if entry.on <= self.on)

    def _lines(
        self, products: tuple[int, ...], amounts: tuple[int, int], currency: str
    ) -> tuple[tuple[int, int, Decimal], ...]:
        random = self.random
        counts = [random.randint(*amounts), *(random.randint(1, 4) for _more in products[1:])]
        discount = Decimal(random.choice((100, 100, 95, 90))) / 100
        return tuple(
            (product, count, in_currency(PRICES[product] * discount, currency))
            for product, count in zip(products, counts, strict=True)
        )

    def _name(self, project: str, customer: Customer, on: date) -> str:
        if "avtal" in project or "rapport" in project or "kartläggning" in project:
            return f"{project} {on.year + (on.month > 8)}"
        is_public = customer.company.sector in {PUBLIC, SCHOOLS}
        return f"{project}, {self.random.choice(PUBLIC_PLACES if is_public else PLACES)}"

    def _expected(self, planned: date, closed_on: date | None) -> date:
        """Closed deals were expected about then; some open ones were expected by now."""
        hoped = timedelta(days=self.random.randint(-20, 20))
        return working_day((closed_on or planned) + hoped)

    def _rough(self, value: Decimal | None) -> Decimal | None:
        """As one estimates before the offer: off by a quarter, in whole five thousands."""
        if value is None:
            return None
        guess = value * self.random.randint(75, 130) / 100
        return max(Decimal(5000), round(guess / 5000) * Decimal(5000))


def _appetite(customer: Customer) -> int:
    weights = {Lifecycle.KEY: 16, Lifecycle.ACTIVE: 8, Lifecycle.PROSPECT: 4, Lifecycle.SUSPECT: 0}
    return weights.get(customer.company.lifecycle, 2)
