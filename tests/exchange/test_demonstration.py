"""The demonstration company as it is loaded."""

import io
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import Settings
from stdnum.se import orgnr

from accounts.models import Account, Contact, ContactPoint, LifecycleChange, PointKind
from catalog.models import Category, ExchangeRate, Product
from crm.common.history import event_models
from deals.models import Deal, Outcome, StageChange, ValueChange
from exchange.demonstration.companies import COMPANIES
from exchange.demonstration.customers import Customer
from exchange.demonstration.deal_plans import DealPlan, Planner
from exchange.demonstration.sign_in import new_password
from messaging.models import OutboxMail
from reports.models import MonthlyReport, ReportDelivery
from tests.clock import NOW
from users.models import Role, Team, User

pytestmark = pytest.mark.django_db

FICTION = re.compile(r"\+46(701740(60[5-9]|6[1-9]\d)|4062804\d\d|846500(4\d\d))")


@dataclass(frozen=True)
class Loaded:
    text: str
    file: Path


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Loaded]:
    """Loaded once for all tests of this file, in a transaction around theirs."""
    folder, said = tmp_path_factory.mktemp("data"), io.StringIO()
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined] # pytest-django's class is private
        override_settings(DATA_DIR=folder),
        time_machine.travel(NOW, tick=False),
        transaction.atomic(),
    ):
        call_command("load_demonstration", stdout=said)
        yield Loaded(said.getvalue(), folder / "sign-in.txt")
        transaction.set_rollback(True)


def test_it_has_the_size_that_was_promised(loaded: Loaded) -> None:
    assert Account.objects.count() == 60
    assert 100 <= Contact.objects.count() <= 140
    assert Deal.objects.count() == 400
    assert (Category.objects.count(), Product.objects.count()) == (4, 12)
    assert Team.objects.count() == 3
    roles = [User.objects.in_role(role).count() for role in Role]
    assert dict(zip(Role, roles, strict=True)) == {
        Role.MANAGER: 6,
        Role.HEAD: 1,
        Role.ADMIN: 1,
        Role.READ_ONLY: 1,
    }


def test_nothing_in_it_is_real(loaded: Loaded) -> None:
    for number in Account.objects.exclude(org_number="").values_list("org_number", flat=True):
        assert number.startswith("499000")
        assert orgnr.is_valid(number)
    points = ContactPoint.objects.all()
    emails = points.filter(kind=PointKind.EMAIL).values_list("normal", flat=True)
    phones = points.exclude(kind=PointKind.EMAIL).values_list("normal", flat=True)
    assert all(email.endswith(".example") for email in [*emails])
    assert all(user.email.endswith(".example") for user in User.objects.all())
    assert [phone for phone in phones if not FICTION.fullmatch(phone)] == []


def test_the_years_end_today(loaded: Loaded) -> None:
    today = timezone.localdate()
    days = [step.happened_on or date.max for step in StageChange.objects.all()]
    assert today - timedelta(days=733) <= min(days)
    assert max(days) <= today
    assert LifecycleChange.objects.filter(happened_on__gt=today).count() == 0


def test_it_shows_what_a_pipeline_shows(loaded: Loaded) -> None:
    today = timezone.localdate()
    opened = Deal.objects.open()
    assert 35 <= opened.count() <= 90
    assert Deal.objects.won().count() > Deal.objects.lost().count() > 50
    assert opened.idle(today).count() >= 5
    assert opened.filter(expected_close_on__lt=today).exists()
    assert opened.without_account().count() == 5
    assert set(Deal.objects.values_list("currency", flat=True)) == {"SEK", "EUR", "NOK"}
    assert ExchangeRate.objects.values("currency").distinct().count() == 2
    assert ValueChange.objects.count() > Deal.objects.count()
    assert Account.objects.filter(owner=None).exists()
    assert Team.objects.filter(shares_accounts=True).count() == 1


def test_steps_follow_each_other(loaded: Loaded) -> None:
    steps: dict[int, list[tuple[date, int]]] = {}
    rows = StageChange.objects.order_by("pk")
    for deal, day, place in rows.values_list("deal", "happened_on", "after__position"):
        assert day is not None
        steps.setdefault(deal, []).append((day, place))
    assert all(path == sorted(path) for path in steps.values())
    closed = Deal.objects.exclude(outcome=Outcome.OPEN)
    assert all(steps[deal.pk][-1][0] == deal.closed_on for deal in closed)


def test_two_months_are_reported_and_nobody_gets_mail(loaded: Loaded) -> None:
    reports = MonthlyReport.objects.frozen()
    assert reports.values("month").distinct().count() == 2
    assert reports.count() == 16
    assert not OutboxMail.objects.exists()
    assert not ReportDelivery.objects.exists()
    assert not User.objects.exclude(reports_since=None).exists()


def test_all_of_it_is_one_recognisable_change(loaded: Loaded) -> None:
    contexts = set()
    for events in event_models().values():
        contexts |= set(events._default_manager.values_list("pgh_context", flat=True))
    assert len(contexts) == 1


def test_its_people_sign_in_with_the_password_that_is_told(
    loaded: Loaded, settings: Settings
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    password = loaded.text.split(": ")[-1].split()[0]
    for email in re.findall(r"\S+@\S+", loaded.text):
        assert Client().login(email=email, password=password)
    assert loaded.file.read_text().strip() == loaded.text.strip()
    assert stat.S_IMODE(loaded.file.stat().st_mode) == 0o600


def test_each_installation_has_a_password_of_its_own() -> None:
    assert len({new_password() for _try in range(20)}) == 20


def test_it_is_only_loaded_where_nobody_works(loaded: Loaded) -> None:
    with pytest.raises(CommandError, match="empty database"):
        call_command("load_demonstration")


def test_the_same_day_draws_the_same_company(loaded: Loaded) -> None:
    managers = list(User.objects.in_role(Role.MANAGER).order_by("pk"))
    accounts = list(Account.objects.order_by("pk"))
    customers = [
        Customer(company, account, managers[place % 6], None)
        for place, (company, account) in enumerate(zip(COMPANIES, accounts, strict=True))
    ]

    def drawn(on: date) -> list[DealPlan]:
        return Planner(customers, on, Random(5)).draw_all()  # noqa: S311 - nothing is secret

    assert drawn(date(2026, 3, 2)) == drawn(date(2026, 3, 2))
    assert drawn(date(2026, 3, 2)) != drawn(date(2026, 3, 3))
