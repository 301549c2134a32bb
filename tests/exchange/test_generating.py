"""The generated company: the same for the same seed, skewed, and true to every ledger."""

import io
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.test import Client
from pytest_django import Settings
from stdnum.se import orgnr

from accounts.models import Account, Affiliation, Contact, ContactPoint, LifecycleChange
from accounts.normal import normal_point, normal_vat_number, normal_website
from catalog.models import ExchangeRate, Product
from crm.common.history import event_models
from deals.models import Deal, DealLine, Outcome, StageChange, ValueChange
from deals.rules import refusal_of_deal
from exchange.generating.catalog import Item
from exchange.generating.chance import dice
from exchange.generating.customers import Finder
from exchange.generating.deals import Drawer
from exchange.generating.sizes import Sizes
from exchange.generating.staff import plan_staff
from users.models import Role, Team, User

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 20)
ACCOUNTS = 400


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: object) -> Iterator[str]:
    """Generated once for all tests of this file, in a transaction around theirs."""
    said = io.StringIO()
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined] # pytest-django's class is private
        call_command("generate_company", accounts=ACCOUNTS, seed=7, on=ON, stdout=said)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield said.getvalue()
        transaction.set_rollback(True)


def test_it_has_the_size_that_was_asked_for(told: str) -> None:
    assert Account.objects.count() == ACCOUNTS
    assert Contact.objects.count() == Deal.objects.count() == 2 * ACCOUNTS
    assert Sizes(100_000).managers == 500
    assert User.objects.in_role(Role.MANAGER).count() == Sizes(ACCOUNTS).managers
    assert Account.objects.filter(parent__isnull=False).exists()
    assert "400 accounts" in told


def test_few_are_big_and_many_are_small(told: str) -> None:
    sizes = sorted(
        Account.objects.annotate(size=Count("deals")).values_list("size", flat=True), reverse=True
    )
    assert sum(sizes[: ACCOUNTS // 10]) > sum(sizes) / 4
    assert sizes[0] > 5 * (sizes[ACCOUNTS // 2] or 1)


def test_each_team_has_a_head_and_hangs_below_the_company(told: str) -> None:
    top = Team.objects.get(parent=None)
    assert len(Team.objects.ids_below([top.pk])) == Team.objects.count()
    assert not Team.objects.filter(head=None).exists()
    assert not Team.objects.exclude(head__role=Role.HEAD).exists()


def test_addresses_and_numbers_are_in_their_normal_form(told: str) -> None:
    for point in ContactPoint.objects.all()[:300]:
        assert normal_point(point.kind, point.value) == point.normal
    for account in Account.objects.filter(country="SE")[:300]:
        assert orgnr.is_valid(account.org_number)
        assert normal_vat_number(account.vat_number) == account.vat_number
        assert normal_website(account.website) == account.website
    main = Affiliation.objects.filter(is_primary=True)
    assert main.values("contact").distinct().count() == main.count() == 2 * ACCOUNTS


def test_each_deal_keeps_the_rules_and_stands_where_its_ledgers_end(told: str) -> None:
    for deal in Deal.objects.select_related("stage").prefetch_related("lines"):
        assert refusal_of_deal(deal, ON) == ""
        assert deal.outcome == deal.stage.outcome
        assert deal.closed_on in {None, deal.stage_since}
        steps = list(StageChange.objects.filter(deal=deal).order_by("happened_on", "pk"))
        assert [step.pk for step in steps] == sorted(step.pk for step in steps)
        assert steps[0].before_id is None
        assert all(later.before_id == step.after_id for step, later in pairwise(steps))
        assert (steps[-1].after_id, steps[-1].happened_on) == (deal.stage_id, deal.stage_since)
        assert steps[0].happened_on == deal.engaged_on
        values = list(ValueChange.objects.filter(deal=deal).order_by("known_on", "pk"))
        last = values[-1] if values else None
        assert deal.value == (last and last.value)
        assert all(value.currency == deal.currency for value in values)
        assert deal.probability == (last and last.probability)


def test_days_lie_in_the_past_and_accounts_before_their_deals(told: str) -> None:
    assert not StageChange.objects.filter(happened_on__gt=ON).exists()
    assert not ValueChange.objects.filter(known_on__gt=ON).exists()
    assert not Deal.objects.filter(account__created_at__date__gt=F("engaged_on")).exists()
    assert Deal.objects.filter(outcome=Outcome.OPEN, expected_close_on__gt=ON).exists()
    assert Deal.objects.won().count() > 100


def test_lifecycles_end_where_the_account_stands(told: str) -> None:
    for account in Account.objects.all()[:200]:
        steps = list(LifecycleChange.objects.filter(account=account).order_by("pk"))
        assert steps[0].before == ""
        assert steps[-1].after == account.lifecycle
        days = [step.happened_on for step in steps]
        assert days == sorted(days)
        assert days[-1] <= ON


def test_foreign_money_has_a_rate_on_every_day(told: str) -> None:
    rated = set(ExchangeRate.objects.filter(day__lte="2023-11-01").values_list("currency"))
    used = set(Deal.objects.exclude(currency="SEK").values_list("currency"))
    assert used <= rated
    assert DealLine.objects.filter(~Q(quantity__gt=0)).count() == 0
    assert Product.objects.filter(list_price__gt=0).count() == Product.objects.count() == 60


def test_history_is_left_out_and_people_can_sign_in(told: str, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert not event_models()[Deal]._default_manager.exists()
    password = told.split(": ")[-1].strip()
    email = User.objects.in_role(Role.MANAGER).order_by("pk")[0].email
    assert Client().login(email=email, password=password)


def test_it_is_only_written_into_an_empty_database(told: str) -> None:
    with pytest.raises(CommandError, match="empty database"):
        call_command("generate_company", stdout=io.StringIO())


def test_the_same_seed_draws_the_same_company() -> None:
    def drawn(seed: int) -> list[object]:
        staff = plan_staff(Sizes(50), dice(seed, "staff"), [*range(1, 6)], [*range(1, 14)])
        customers = Finder(staff, ON, dice(seed, "customers")).find([*range(1, 51)])
        drawer = Drawer(customers, staff, [Item(1, "Sensor", 900)], ON)
        return [staff, customers, list(drawer.draw([*range(1, 101)], dice(seed, "deals")))]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
