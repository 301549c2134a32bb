"""The real CRM export that SAMPLE_DATA points to, and the facts that its own README states."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from pytest_django import DjangoDbBlocker

from accounts.models import Account
from catalog.models import Product
from deals.models import Deal, StageChange, ValueChange
from exchange.importing.report import ImportReport
from exchange.mapping.parse import load_mapping, parse_mapping
from exchange.services import ImportRequest, import_file
from messaging.models import OutboxMail
from tests.exchange.helpers import NOW
from tests.exchange.test_whole_import import rows_of_all_tables
from users.models import Role, Team, User

SAMPLES = os.environ.get("SAMPLE_DATA", "")
pytestmark = [
    pytest.mark.sample_data,
    pytest.mark.skipif(not SAMPLES, reason="SAMPLE_DATA does not say where the real data is"),
]
MAVEN = Path(SAMPLES) / "maven"
EXAMPLES = Path(__file__).parents[2] / "docs/examples/maventech"
FILES = {
    "users": "sales_teams.csv",
    "products": "products.csv",
    "accounts": "accounts.csv",
    "deals": "sales_pipeline.csv",
}
WON_BY_HEAD = {
    "Melvin Marxen": (2_251_930, 882),
    "Summer Sewald": (1_964_750, 828),
    "Rocco Neubert": (1_960_545, 691),
    "Celia Rouche": (1_603_897, 610),
    "Cara Losch": (1_130_049, 480),
    "Dustin Brinkmann": (1_094_363, 747),
}
BY_MONTH = {
    3: (531, 116, 1_134_672),
    4: (285, 301, 721_932),
    5: (438, 367, 1_025_713),
    6: (531, 110, 1_338_466),
    7: (308, 319, 696_932),
    8: (446, 339, 1_050_059),
    9: (503, 132, 1_235_264),
    10: (279, 287, 731_980),
    11: (406, 362, 938_943),
    12: (511, 140, 1_131_573),
}
JUNE = {
    "Darcel Schlecht": (37, 6, 122_127),
    "Daniell Hammack": (27, 5, 111_830),
    "Wilburn Farren": (4, 1, 7_669),
}
WITHOUT_DEALS = {
    "Carl Lin",
    "Carol Thompson",
    "Elizabeth Anderson",
    "Mei-Mei Johns",
    "Natalya Ivanova",
}


@dataclass(frozen=True)
class Maven:
    """Who imported, the reports of the imports, and two dry runs before the last of them."""

    admin: User
    reports: dict[str, ImportReport]
    dry: ImportReport
    dry_without_rule: ImportReport

    def again(self, kind: str) -> ImportReport:
        return import_file(request_of(self.admin, kind))


def request_of(
    by: User, kind: str, *, dry_run: bool = False, mapping: Any = None
) -> ImportRequest:
    mapping = mapping or load_mapping(EXAMPLES / f"{kind}.json", kind)
    return ImportRequest(MAVEN / FILES[kind], mapping, by, NOW, dry_run)


@pytest.fixture(scope="module")
def imported(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Maven]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield _imported()
        transaction.set_rollback(True)


@pytest.fixture
def maven(imported: Maven, db: None) -> Maven:
    return imported


def _imported() -> Maven:
    admin = User.objects.create_superuser("admin@maventech.example", "Admin")
    reports = {
        kind: import_file(request_of(admin, kind)) for kind in ("users", "products", "accounts")
    }
    document = json.loads((EXAMPLES / "deals.json").read_text())
    del document["replace"]
    without = request_of(admin, "deals", dry_run=True, mapping=parse_mapping(document, "deals"))
    dry_without_rule = import_file(without)
    dry = import_file(request_of(admin, "deals", dry_run=True))
    reports["deals"] = import_file(request_of(admin, "deals"))
    return Maven(admin, reports, dry, dry_without_rule)


def test_without_the_rule_the_unknown_product_is_told_with_the_nearest_name(maven: Maven) -> None:
    (problem,) = maven.dry_without_rule.problems
    assert (problem.column, problem.text, problem.count) == ("product", "GTXPro", 1_480)
    assert problem.nearest == "GTX Pro"
    assert maven.dry_without_rule.counts.refused == 1_480
    assert maven.dry_without_rule.notices["deals_without_account"] == 1_425


def test_with_the_rule_it_is_replaced_and_told(maven: Maven) -> None:
    for report in (maven.dry, maven.reports["deals"]):
        (rule,) = report.replaced
        assert (rule.old, rule.new, rule.count) == ("GTXPro", "GTX Pro", 1_480)
        assert report.notices["deals_without_account"] == 1_425
        assert report.notices["deals_without_engagement"] == 500
        assert (report.counts.created, report.counts.refused) == (8_800, 0)


def test_everybody_is_in_the_right_team(maven: Maven) -> None:
    people = User.objects.exclude(pk=maven.admin.pk)
    assert people.filter(role=Role.MANAGER).count() == 35
    assert set(people.filter(role=Role.HEAD).values_list("full_name", flat=True)) == set(
        WON_BY_HEAD
    )
    offices = Team.objects.filter(parent=None).order_by("name")
    assert [office.name for office in offices] == ["Central", "East", "West"]
    assert Team.objects.exclude(head=None).count() == 6
    assert not any(user.has_usable_password() for user in people)
    assert set(
        people.filter(role=Role.MANAGER, deals=None).values_list("full_name", flat=True)
    ) == (WITHOUT_DEALS)


def test_nobody_gets_a_mail(maven: Maven) -> None:
    assert not OutboxMail.objects.exists()


def test_accounts_and_products_are_as_the_files_say(maven: Maven) -> None:
    assert (Account.objects.count(), Product.objects.count()) == (85, 7)
    assert Account.objects.exclude(parent=None).count() == 15
    assert Account.objects.filter(sector__name="technology").count() == 12
    assert Account.objects.get(country="PH").name == "Bioholding"
    acme = Account.objects.get(name="Acme Corporation")
    assert (acme.annual_revenue, acme.currency) == (Decimal("1100040000.00"), "USD")
    assert Product.objects.get(name="GTX Pro").list_price == 4821


def test_deals_stand_in_their_stages(maven: Maven) -> None:
    stages = dict(Deal.objects.values_list("stage__name").annotate(Count("pk")))
    assert stages == {"Prospecting": 500, "Engaging": 1_589, "Won": 4_238, "Lost": 2_473}
    assert Deal.objects.without_account().count() == 1_425
    assert Deal.objects.filter(engaged_on=None).count() == 500


def test_won_values_come_out_exactly(maven: Maven) -> None:
    won = Deal.objects.won()
    assert won.aggregate(total=Sum("value"))["total"] == 10_005_534
    rows = won.values_list("owner__team__head__full_name").annotate(Sum("value"), Count("pk"))
    assert {name: (value, deals) for name, value, deals in rows} == WON_BY_HEAD
    assert won.filter(account__name="Kan-code").aggregate(total=Sum("value"))["total"] == 341_455


def test_months_come_out_exactly(maven: Maven) -> None:
    months = (
        Deal.objects.exclude(closed_on=None)
        .values(month=TruncMonth("closed_on"))
        .annotate(
            won=Count("pk", filter=Q(outcome="won")),
            lost=Count("pk", filter=Q(outcome="lost")),
            total=Sum("value", filter=Q(outcome="won")),
        )
    )
    assert {
        row["month"].month: (row["won"], row["lost"], row["total"]) for row in months
    } == BY_MONTH


@pytest.mark.parametrize("name", JUNE)
def test_june_comes_out_exactly(maven: Maven, name: str) -> None:
    june = Deal.objects.filter(
        owner__full_name=name, closed_on__year=2017, closed_on__month=6
    ).aggregate(
        won=Count("pk", filter=Q(outcome="won")),
        lost=Count("pk", filter=Q(outcome="lost")),
        value=Sum("value", filter=Q(outcome="won")),
    )
    assert (june["won"], june["lost"], june["value"]) == JUNE[name]


def test_the_ledgers_carry_business_days(maven: Maven) -> None:
    steps = StageChange.objects.all()
    assert steps.filter(after__name="Engaging", happened_on=None).count() == 0
    assert steps.filter(after__name="Engaging").count() == 1_589 + 4_238 + 2_473
    assert steps.filter(after__name="Prospecting", happened_on=None).count() == 500
    assert ValueChange.objects.count() == 4_238 + 2_473
    assert not ValueChange.objects.exclude(known_on__year=2017).exists()


@pytest.mark.parametrize("kind", FILES)
def test_the_second_import_writes_no_business_row(maven: Maven, kind: str) -> None:
    before = rows_of_all_tables()
    counts = maven.again(kind).counts
    assert (counts.created, counts.updated, counts.refused) == (0, 0, 0)
    assert counts.unchanged == counts.rows
    assert rows_of_all_tables() == before
