"""The people and companies that every test knows.

    Sverige (nobody)
    ├── Team A: head Hedda; managers Anna, Arvid; reader Rut
    └── Team B: head Bo; manager Bea
    Ada is the administrator.

Anna owns Åkerö, Bea owns Öresund; Norrköping has no owner and a deal of each of them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import (
    Account,
    Affiliation,
    Contact,
    ContactPoint,
    Lifecycle,
    PointKind,
    Sector,
)
from catalog.models import Category, ExchangeRate, Product
from deals.models import Deal, DealLine, Outcome, Pipeline, Stage, StageChange, ValueChange
from users.models import Role, Team, User

PASSWORD = "a long enough password for tests"
CANARY = "canarybird"
"""Stands in the names of everything that belongs to team B only; nobody in team A may ever meet
it.
"""


@dataclass
class Cast:
    region: Team
    team_a: Team
    team_b: Team
    anna: User
    arvid: User
    bea: User
    hedda: User
    bo: User
    rut: User
    ada: User
    sector: Sector
    akero: Account
    oresund: Account
    norrkoping: Account
    eva: Contact
    olle: Contact
    category: Category
    product: Product
    rate: ExchangeRate
    pipeline: Pipeline
    qualify: Stage
    offer: Stage
    won: Stage
    lost: Stage
    akero_deal: Deal
    oresund_deal: Deal
    norrkoping_deal_a: Deal
    norrkoping_deal_b: Deal


def build_cast() -> Cast:
    teams = _teams()
    people = _people(teams)
    Team.objects.filter(pk=teams["team_a"].pk).update(head=people["hedda"])
    Team.objects.filter(pk=teams["team_b"].pk).update(head=people["bo"])
    for team in teams.values():
        team.refresh_from_db()
    sector = Sector.objects.create(name="Vård")
    accounts = _accounts(people, sector)
    category = Category.objects.create(name="Tjänster")
    product = Product.objects.create(
        name="Serviceavtal", category=category, list_price=Decimal(1000), currency="SEK"
    )
    stages = _stages()
    named: dict[str, Any] = {
        **teams,
        **people,
        **accounts,
        **_contacts(accounts),
        **stages,
        **_deals(people, accounts, stages["qualify"], product),
    }
    return Cast(
        sector=sector,
        category=category,
        product=product,
        rate=ExchangeRate.objects.create(
            currency="EUR", day=date(2020, 1, 1), rate=Decimal("11.5")
        ),
        pipeline=stages["qualify"].pipeline,
        **named,
    )


def _teams() -> dict[str, Team]:
    region = Team.objects.create(name="Sverige")
    return {
        "region": region,
        "team_a": Team.objects.create(name="Team A", parent=region),
        "team_b": Team.objects.create(name=f"Team B {CANARY}", parent=region),
    }


def _people(teams: dict[str, Team]) -> dict[str, User]:
    team_a, team_b = teams["team_a"], teams["team_b"]
    return {
        "anna": _person("Anna Ahl", Role.MANAGER, team_a),
        "arvid": _person("Arvid Ask", Role.MANAGER, team_a),
        "bea": _person(f"Bea {CANARY}", Role.MANAGER, team_b),
        "hedda": _person("Hedda Hed", Role.HEAD, team_a),
        "bo": _person(f"Bo {CANARY}", Role.HEAD, team_b),
        "rut": _person("Rut Rask", Role.READ_ONLY, team_a),
        "ada": _person("Ada Admin", Role.ADMIN, None),
    }


def _person(name: str, role: Role, team: Team | None) -> User:
    local = name.split()[0].lower()
    return User.objects.create_user(f"{local}@crm.example", name, PASSWORD, role=role, team=team)


def _accounts(people: dict[str, User], sector: Sector) -> dict[str, Account]:
    return {
        "akero": _account("Åkerö Hälsovård AB", people["anna"], sector),
        "oresund": _account(f"Öresund {CANARY} AB", people["bea"], sector),
        "norrkoping": _account("Norrköpings El AB", None, sector),
    }


def _account(name: str, owner: User | None, sector: Sector) -> Account:
    return Account.objects.create(
        name=name,
        owner=owner,
        team=owner.team if owner else None,
        sector=sector,
        country="SE",
        lifecycle=Lifecycle.ACTIVE,
    )


def _contacts(accounts: dict[str, Account]) -> dict[str, Contact]:
    return {
        "eva": _contact("Eva Berg", accounts["akero"], "eva@akero.example"),
        "olle": _contact(f"Olle {CANARY}", accounts["oresund"], f"olle@{CANARY}.example"),
    }


def _contact(name: str, account: Account, email: str) -> Contact:
    contact = Contact.objects.create(full_name=name)
    Affiliation.objects.create(contact=contact, account=account, is_primary=True)
    ContactPoint.objects.create(
        contact=contact,
        kind=PointKind.EMAIL,
        value=email,
        normal=email.casefold(),
        is_primary=True,
    )
    return contact


def _stages() -> dict[str, Stage]:
    pipeline = Pipeline.objects.create(name="Försäljning")
    plan = [
        ("qualify", "Kvalificering", Outcome.OPEN, 10, 14),
        ("offer", "Offert", Outcome.OPEN, 50, 30),
        ("won", "Vunnen", Outcome.WON, 100, None),
        ("lost", "Förlorad", Outcome.LOST, 0, None),
    ]
    return {
        key: Stage.objects.create(
            pipeline=pipeline,
            name=name,
            position=position,
            outcome=outcome,
            probability=probability,
            idle_days=idle,
        )
        for position, (key, name, outcome, probability, idle) in enumerate(plan, start=1)
    }


def _deals(
    people: dict[str, User], accounts: dict[str, Account], stage: Stage, product: Product
) -> dict[str, Deal]:
    plan = {
        "akero_deal": ("Åkerö förlängning", "akero", "anna"),
        "oresund_deal": (f"{CANARY} avtal", "oresund", "bea"),
        "norrkoping_deal_a": ("El A", "norrkoping", "anna"),
        "norrkoping_deal_b": (f"El B {CANARY}", "norrkoping", "bea"),
    }
    return {
        key: _deal(Deal(name=name, account=accounts[account], owner=people[owner]), stage, product)
        for key, (name, account, owner) in plan.items()
    }


def _deal(deal: Deal, stage: Stage, product: Product) -> Deal:
    begun = date(2026, 1, 15)
    deal.pipeline, deal.stage = stage.pipeline, stage
    deal.value, deal.currency = Decimal(240_000), "SEK"
    deal.engaged_on = deal.stage_since = begun
    deal.save()
    DealLine.objects.create(deal=deal, product=product, quantity=1, unit_price=deal.value)
    StageChange.objects.create(
        deal=deal, after=stage, happened_on=begun, by=deal.owner, route="page"
    )
    ValueChange.objects.create(
        deal=deal, value=deal.value, currency="SEK", known_on=begun, by=deal.owner
    )
    return deal
