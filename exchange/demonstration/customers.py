"""The customers of the demonstration company, with their owners, members and lifecycles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from stdnum import luhn

from accounts.models import Account, AccountMember, Lifecycle, MemberRole, Sector, Source
from accounts.services import Step, create_accounts, set_lifecycle
from accounts.services.accounts import AccountValues
from crm.common.models import Route
from exchange.demonstration.calendar import YEARS, morning_of, working_day
from exchange.demonstration.companies import COMPANIES, Company
from exchange.demonstration.people import Staff, plain
from users.models import User

SERIES = "499000"
"""Organisation numbers that begin with a 4 are not given to any kind of organisation in Sweden."""
SOURCES = (Source.REFERRAL, Source.WEB, Source.EVENT, Source.CALL, Source.PARTNER)
KNOWN_FROM_THE_START = 46
SHARED = (0, 2, 4, 6)
"""Key accounts that the other team sells to as well."""
UNOWNED = 12
"""Every so many of the later accounts, one waits for an owner."""


@dataclass(frozen=True)
class Customer:
    """`expert` is somebody of the other team who sells to it as well."""

    company: Company
    account: Account
    owner: User | None
    expert: User | None


def find_customers(staff: Staff, on: date, random: Random) -> list[Customer]:
    """The accounts of the list, in its order."""
    sectors = _sectors()
    made: dict[str, Account] = {}
    customers = []
    for number, company in enumerate(COMPANIES):
        owner = _owner(number, company, staff)
        values = _values(number, company, random)
        values |= {
            "sector": sectors[company.sector],
            "owner": owner,
            "team": staff.team_north if company.north else staff.team_south,
            "parent": made.get(company.parent),
            "lifecycle": _path(company)[0],
        }
        at = morning_of(_known_since(number, on))
        account = create_accounts([values], by=None, at=at, route=Route.DEMONSTRATION)[0]
        made[company.name] = account
        customers.append(Customer(company, account, owner, _expert(number, company, staff)))
    _live(customers, on, random)
    _join(customers, staff)
    return customers


def _sectors() -> dict[str, Sector]:
    names = sorted({company.sector for company in COMPANIES})
    return {name: Sector.objects.create(name=name) for name in names}


def _owner(number: int, company: Company, staff: Staff) -> User | None:
    if number % UNOWNED == UNOWNED - 3 and company.lifecycle != Lifecycle.KEY and number > 20:
        return None
    team = staff.north if company.north else staff.south
    return team[number % len(team)]


def _values(number: int, company: Company, random: Random) -> AccountValues:
    swedish = company.country == "SE"
    identity = _org_number(number) if swedish else ""
    return AccountValues(
        name=company.name,
        org_number=identity,
        vat_number=f"SE{identity}01" if swedish else "",
        country=company.country,
        city=company.city,
        currency=company.currency,
        employees=company.employees,
        founded_year=random.randint(1921, 2016),
        website=f"https://{site_of(company)}",
        source=random.choice(SOURCES),
        description="",
    )


def site_of(company: Company) -> str:
    name = company.name
    for form in (" AB", " AS", " Oy", " ek. för.", " kommun"):
        name = name.removesuffix(form)
    kind = "kommun" if company.name.endswith(" kommun") else ""
    return f"{plain(name)}{kind}.example"


def _org_number(number: int) -> str:
    stem = f"{SERIES}{number + 1:03}"
    return stem + str(luhn.calc_check_digit(stem))


def _known_since(number: int, on: date) -> date:
    """Most were there when the records begin; the others came month by month."""
    later = max(0, number - KNOWN_FROM_THE_START + 1)
    return working_day(on - YEARS + timedelta(days=46 * later))


def _path(company: Company) -> tuple[Lifecycle, ...]:
    """The states an account of this kind went through."""
    to = company.lifecycle
    before: dict[Lifecycle, tuple[Lifecycle, ...]] = {
        Lifecycle.PROSPECT: (Lifecycle.SUSPECT,),
        Lifecycle.KEY: (Lifecycle.ACTIVE,),
        Lifecycle.DORMANT: (Lifecycle.ACTIVE,),
        Lifecycle.LOST: (Lifecycle.ACTIVE, Lifecycle.DORMANT),
        Lifecycle.WON_BACK: (Lifecycle.ACTIVE, Lifecycle.LOST),
    }
    grown = len(company.name) % 3 == 0
    earlier = before.get(to, (Lifecycle.PROSPECT,) if to == Lifecycle.ACTIVE and grown else ())
    return (*earlier, to)


REASONS = {
    Lifecycle.KEY: "Ramavtal för hela beståndet.",
    Lifecycle.DORMANT: "Ingen beställning på över ett år.",
    Lifecycle.LOST: "Valde en annan leverantör.",
    Lifecycle.WON_BACK: "Tillbaka efter nytt erbjudande.",
}


def _live(customers: Sequence[Customer], on: date, random: Random) -> None:
    """The steps of each path, spread over the days since the account is known."""
    for number, customer in enumerate(customers):
        path = _path(customer.company)
        known = _known_since(number, on)
        for place, state in enumerate(path[1:], start=1):
            share = (place - random.uniform(0.2, 0.6)) / (len(path) - 1)
            day = working_day(known + (on - known) * share)
            step = Step(state, max(day, known), REASONS.get(state, ""))
            _take(customer, step, morning_of(max(day, known)))


def _take(customer: Customer, step: Step, at: datetime) -> None:
    by, route = customer.owner, Route.DEMONSTRATION
    set_lifecycle([customer.account.pk], step, by=by, at=at, route=route)


def _expert(number: int, company: Company, staff: Staff) -> User | None:
    other = staff.south if company.north else staff.north
    return other[number % len(other)] if number in SHARED else None


def _join(customers: Iterable[Customer], staff: Staff) -> None:
    """Deputies in the own team, and specialists of the other one."""
    members = []
    for number, customer in enumerate(customers):
        account, owner = customer.account, customer.owner
        own = staff.north if customer.company.north else staff.south
        if number % 7 == 0 and owner:
            deputy = own[(own.index(owner) + 1) % len(own)]
            members.append(AccountMember(account=account, user=deputy, role=MemberRole.DEPUTY))
        if customer.expert:
            member = AccountMember(
                account=account, user=customer.expert, role=MemberRole.SPECIALIST
            )
            members.append(member)
    AccountMember.objects.bulk_create(members)
