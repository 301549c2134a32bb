"""The accounts: who owns them, since when they are known, and how far the relation has come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from stdnum import luhn

from accounts.models import (
    Account,
    AccountMember,
    Lifecycle,
    LifecycleChange,
    MemberRole,
    Source,
)
from crm.common.bulk import Target
from crm.common.models import Route
from exchange.demonstration.people import plain
from exchange.generating.chance import skewed, weighted
from exchange.generating.copying import reserved
from exchange.generating.days import THREE_YEARS, at, between
from exchange.generating.staff import StaffPlan, UserPlan
from exchange.generating.words import Country, company_name, country

SERIES = "49"
"""Organisation numbers that begin with a 4 are not given to any kind of organisation in Sweden."""
PATHS = (
    ((Lifecycle.SUSPECT,), 12),
    ((Lifecycle.PROSPECT,), 18),
    ((Lifecycle.SUSPECT, Lifecycle.PROSPECT), 10),
    ((Lifecycle.PROSPECT, Lifecycle.ACTIVE), 26),
    ((Lifecycle.ACTIVE,), 10),
    ((Lifecycle.ACTIVE, Lifecycle.KEY), 4),
    ((Lifecycle.ACTIVE, Lifecycle.DORMANT), 10),
    ((Lifecycle.ACTIVE, Lifecycle.DORMANT, Lifecycle.LOST), 6),
    ((Lifecycle.ACTIVE, Lifecycle.LOST, Lifecycle.WON_BACK), 4),
)
UNOWNED, WITH_PARENT, WITH_DEPUTY = 0.03, 0.06, 0.05
GROUPS = 0.02
"""The share of the accounts that others may belong to."""


@dataclass(frozen=True, slots=True)
class Customer:
    """`rank` 0 is the largest."""

    pk: int
    rank: int
    name: str
    site: str
    country: Country
    known: date
    owner: UserPlan | None
    team: int | None
    parent: int | None
    path: tuple[Lifecycle, ...]


class Finder:
    """Draws accounts in the order of their size."""

    def __init__(self, staff: StaffPlan, on: date, random: Random) -> None:
        self.on, self.random = on, random
        self.managers = staff.managers
        random.shuffle(self.managers)
        self.loads = skewed(len(self.managers), 0.6, flat=5)

    def find(self, keys: Sequence[int]) -> list[Customer]:
        order = list(range(len(keys)))
        self.random.shuffle(order)  # the large ones are not those with the lowest keys
        groups = [keys[place] for place in order[: int(len(keys) * GROUPS)]]
        return [self._draw(keys[place], rank, groups) for rank, place in enumerate(order)]

    def _draw(self, pk: int, rank: int, groups: Sequence[int]) -> Customer:
        random = self.random
        land = country(random)
        name, stem = company_name(random, land)
        manager = random.choices(self.managers, cum_weights=self.loads)[0]
        below = rank >= len(groups) and random.random() < WITH_PARENT and bool(groups)
        return Customer(
            pk=pk,
            rank=rank,
            name=name,
            site=f"{plain(stem)}{pk}.example",
            country=land,
            known=between(random, self.on - 4 * THREE_YEARS, self.on),
            owner=None if random.random() < UNOWNED else manager,
            team=manager.team,
            parent=random.choice(groups) if below else None,
            path=weighted(random, PATHS),
        )


def write_customers(
    count: int, staff: StaffPlan, sectors: Sequence[int], on: date, random: Random
) -> list[Customer]:
    customers = Finder(staff, on, random).find(reserved(Account, count))
    in_order = sorted(customers, key=lambda customer: customer.pk)
    Target(
        Account, "id", "name", "org_number", "vat_number", "lifecycle", "sector_id", "source",
        "parent_id", "owner_id", "team_id", "country", "city", "website", "employees",
        "annual_revenue", "founded_year", "currency", "created_at", "updated_at",
    ).write(_row(customer, sectors, random) for customer in in_order)  # fmt: skip
    Target(
        LifecycleChange, "account_id", "before", "after", "happened_on", "by_id", "route",
        "recorded_at",
    ).write(step for customer in in_order for step in _steps(customer, on, random))  # fmt: skip
    Target(AccountMember, "account_id", "user_id", "role").write(
        _deputies(customers, staff, random)
    )
    return customers


def _row(customer: Customer, sectors: Sequence[int], random: Random) -> tuple[Any, ...]:
    swedish = customer.country.code == "SE"
    number = org_number(customer.pk) if swedish else ""
    employees = int(5_000 / (customer.rank + 4) ** 0.5) + random.randint(1, 12)
    return (
        customer.pk,
        customer.name,
        number,
        f"SE{number}01" if swedish else "",
        customer.path[-1].value,
        random.choice(sectors) if random.random() < 0.95 else None,
        random.choice(list(Source)).value,
        customer.parent,
        customer.owner.pk if customer.owner else None,
        customer.team,
        customer.country.code,
        random.choice(customer.country.cities),
        f"https://{customer.site}",
        employees,
        f"{employees * random.randint(900, 2_600)}000.00",
        random.randint(1890, customer.known.year),
        customer.country.currency,
        at(customer.known),
        at(customer.known),
    )


def org_number(number: int) -> str:
    stem = f"{SERIES}{number % 10_000_000:07}"
    return stem + str(luhn.calc_check_digit(stem))


def _steps(customer: Customer, on: date, random: Random) -> Iterator[tuple[Any, ...]]:
    """The path, spread over the days since the account is known."""
    day, before = customer.known, ""
    by = customer.owner.pk if customer.owner else None
    for place, state in enumerate(customer.path):
        if place:
            day = between(random, day, on)
        yield customer.pk, before, state.value, day, by, Route.COMMAND.value, at(day)
        before = state.value


def _deputies(
    customers: Sequence[Customer], staff: StaffPlan, random: Random
) -> Iterator[tuple[Any, ...]]:
    mates: dict[int | None, list[int]] = {}
    for manager in staff.managers:
        mates.setdefault(manager.team, []).append(manager.pk)
    for customer in customers:
        if customer.owner and random.random() < WITH_DEPUTY:
            others = [pk for pk in mates[customer.team] if pk != customer.owner.pk]
            if others:
                yield customer.pk, random.choice(others), MemberRole.DEPUTY.value


def known_before(customer: Customer, on: date) -> date:
    """The first day on which a deal with the account may begin."""
    return max(customer.known, on - THREE_YEARS + timedelta(days=1))
