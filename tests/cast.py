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
    region = Team.objects.create(name="Sverige")
    team_a = Team.objects.create(name="Team A", parent=region)
    team_b = Team.objects.create(name=f"Team B {CANARY}", parent=region)
    people = {
        "anna": _person("Anna Ahl", Role.MANAGER, team_a),
        "arvid": _person("Arvid Ask", Role.MANAGER, team_a),
        "bea": _person(f"Bea {CANARY}", Role.MANAGER, team_b, email="bea"),
        "hedda": _person("Hedda Hed", Role.HEAD, team_a),
        "bo": _person(f"Bo {CANARY}", Role.HEAD, team_b, email="bo"),
        "rut": _person("Rut Rask", Role.READ_ONLY, team_a),
        "ada": _person("Ada Admin", Role.ADMIN, None),
    }
    Team.objects.filter(pk=team_a.pk).update(head=people["hedda"])
    Team.objects.filter(pk=team_b.pk).update(head=people["bo"])
    sector = Sector.objects.create(name="Vård")
    accounts = {
        "akero": _account("Åkerö Hälsovård AB", people["anna"], sector),
        "oresund": _account(f"Öresund {CANARY} AB", people["bea"], sector),
        "norrkoping": _account("Norrköpings El AB", None, sector),
    }
    contacts = {
        "eva": _contact("Eva Berg", accounts["akero"], "eva@akero.example"),
        "olle": _contact(f"Olle {CANARY}", accounts["oresund"], f"olle@{CANARY}.example"),
    }
    category = Category.objects.create(name="Tjänster")
    product = Product.objects.create(
        name="Serviceavtal", category=category, list_price=Decimal(1000), currency="SEK"
    )
    rate = ExchangeRate.objects.create(currency="EUR", day=date(2020, 1, 1), rate=Decimal("11.5"))
    stages = _pipeline()
    deals = {
        "akero_deal": _deal(
            "Åkerö förlängning", accounts["akero"], people["anna"], stages, product
        ),
        "oresund_deal": _deal(
            f"{CANARY} avtal", accounts["oresund"], people["bea"], stages, product
        ),
        "norrkoping_deal_a": _deal(
            "El A", accounts["norrkoping"], people["anna"], stages, product
        ),
        "norrkoping_deal_b": _deal(
            f"El B {CANARY}", accounts["norrkoping"], people["bea"], stages, product
        ),
    }
    for team in (region, team_a, team_b):
        team.refresh_from_db()
    named: dict[str, Any] = {**people, **accounts, **contacts, **stages, **deals}
    return Cast(
        region=region,
        team_a=team_a,
        team_b=team_b,
        sector=sector,
        category=category,
        product=product,
        rate=rate,
        pipeline=stages["qualify"].pipeline,
        **named,
    )


def _person(name: str, role: Role, team: Team | None, email: str = "") -> User:
    local = email or name.split()[0].lower()
    return User.objects.create_user(f"{local}@crm.example", name, PASSWORD, role=role, team=team)


def _account(name: str, owner: User | None, sector: Sector) -> Account:
    return Account.objects.create(
        name=name,
        owner=owner,
        team=owner.team if owner else None,
        sector=sector,
        country="SE",
        lifecycle=Lifecycle.ACTIVE,
    )


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


def _pipeline() -> dict[str, Stage]:
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


def _deal(
    name: str, account: Account, owner: User, stages: dict[str, Stage], product: Product
) -> Deal:
    begun = date(2026, 1, 15)
    deal = Deal.objects.create(
        name=name,
        account=account,
        owner=owner,
        pipeline=stages["qualify"].pipeline,
        stage=stages["qualify"],
        value=Decimal(240_000),
        currency="SEK",
        engaged_on=begun,
        stage_since=begun,
    )
    DealLine.objects.create(deal=deal, product=product, quantity=1, unit_price=Decimal(240_000))
    StageChange.objects.create(
        deal=deal, after=stages["qualify"], happened_on=begun, by=owner, route="page"
    )
    ValueChange.objects.create(
        deal=deal, value=deal.value, currency="SEK", known_on=begun, by=owner
    )
    return deal
