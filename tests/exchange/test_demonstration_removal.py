"""Taking the demonstration company away, and what stays."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Account, AccountMember, Affiliation, Contact, Sector
from catalog.models import Category, ExchangeRate, Product
from crm.common.errors import BusinessRuleError
from crm.common.history import event_models, history_context
from crm.common.models import Route
from crm.common.months import add_months, first_day
from deals.models import Deal, DealLine, Pipeline, Stage, StageChange
from deals.services import Move, NewDeal, create_deal, delete_deals, move_deals
from exchange.demonstration import sign_in
from exchange.demonstration.loading import load_demonstration
from exchange.demonstration.people import Staff
from exchange.demonstration.removal import is_loaded, preview, remove_demonstration
from messaging.models import OutboxMail
from messaging.services import queue_mail
from reports.models import MonthlyReport
from reports.services import freeze_month, request_reports, requests_for
from tests.messaging.outbox import to_user
from users.models import Role, Team, User

pytestmark = pytest.mark.django_db
PAGE, REMOVE = "/demonstration/", "/demonstration/remove/"
ClientOf = Callable[[User], Client]


@dataclass(frozen=True)
class Company:
    staff: Staff


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: object) -> Iterator[Company]:
    """Loaded once for all tests of this file, in a transaction around theirs."""
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined] # pytest-django's class is private
        transaction.atomic(),
    ):
        yield Company(load_demonstration("a password for the demonstration", at=timezone.now()))
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def later(company: Company) -> Iterator[None]:
    """What the tests do is another change than the loading that they share a transaction with."""
    with history_context(by=None, route=Route.COMMAND):
        yield


@pytest.fixture
def olga(company: Company) -> User:
    """The administrator who came with the customer."""
    return User.objects.create_user("olga@own.example", "Olga Own", None, role=Role.ADMIN)


@pytest.fixture(autouse=True)
def data_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def own_account(olga: User, **more: object) -> Account:
    return Account.objects.create(**{"name": "Egen AB", "owner": olga, **more})


def own_deal(olga: User, account: Account | None, *lines: DealLine) -> Deal:
    stage = Stage.objects.open().order_by("position")[0]
    deal = Deal(name="Egen affär", owner=olga, account=account, stage=stage, value=Decimal(5))
    return create_deal(NewDeal(deal, lines), by=olga, at=timezone.now(), route=Route.PAGE)


def left_over() -> dict[str, int]:
    """What is there beside the pipeline, by table; history counts as `…Event`."""
    found = {}
    for model, events in event_models().items():
        for kept in (model, events):
            if model not in {Pipeline, Stage} and (count := kept._base_manager.count()):
                found[kept.__name__] = count
    return found


def test_an_own_administrator_removes_it_without_a_trace(
    company: Company,
    olga: User,
    data_folder: Path,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    sign_in.keep("secret")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined] # a context manager
        remove_demonstration(by=olga)
    connection.check_constraints()
    assert left_over() == {"User": 1, "UserEvent": 1}
    assert not is_loaded()
    assert not (data_folder / "sign-in.txt").exists()
    assert Pipeline.objects.count() == 1
    assert Stage.objects.count() == 6


def test_what_people_added_stays_with_the_shared_records_it_uses(
    company: Company, olga: User
) -> None:
    product, sector = Product.objects.order_by("pk")[7], Sector.objects.order_by("pk")[2]
    account = own_account(olga, sector=sector)
    deal = own_deal(olga, account, DealLine(product=product, quantity=2))
    remove_demonstration(by=olga)
    connection.check_constraints()
    assert Deal.objects.get() == deal
    assert Account.objects.get() == account
    assert Product.objects.get() == product
    assert Category.objects.get() == product.category
    assert Sector.objects.get() == sector
    assert not ExchangeRate.objects.exists()


@pytest.mark.parametrize("kind", ["deal", "account", "daughter", "user", "team"])
def test_own_records_in_the_way_are_named_and_nothing_goes(
    company: Company, olga: User, client_of: ClientOf, kind: str
) -> None:
    staff, theirs = company.staff, Account.objects.order_by("pk")[0]
    make: dict[str, Callable[[], object]] = {
        "deal": lambda: own_deal(olga, theirs),
        "account": lambda: own_account(staff.north[0], name="Egen affär"),
        "daughter": lambda: own_account(olga, name="Egen affär", parent=theirs),
        "user": lambda: User.objects.create(
            email="u@own.example", full_name="Egen affär", team=staff.team_north
        ),
        "team": lambda: Team.objects.create(name="Egen affär", head=staff.head),
    }
    make[kind]()
    with pytest.raises(BusinessRuleError, match="Egen affär"):
        remove_demonstration(by=olga)
    assert Deal.objects.count() >= 400
    page = client_of(olga).get(PAGE).content.decode()
    assert "Egen affär" in page
    assert REMOVE not in page


def test_what_was_deleted_is_not_in_the_way(company: Company, olga: User) -> None:
    deal = own_deal(olga, Account.objects.order_by("pk")[0])
    delete_deals([deal.pk], by=olga, at=timezone.now(), route=Route.PAGE)
    remove_demonstration(by=olga)
    connection.check_constraints()
    assert not Deal.all_objects.exists()


def test_what_was_done_to_it_goes_with_it(company: Company, olga: User) -> None:
    deal = Deal.objects.open().order_by("pk")[0]
    won = Stage.objects.get(outcome="won")
    today = timezone.localdate()
    move_deals([deal], Move(won, today), by=olga, at=timezone.now(), route=Route.PAGE)
    theirs = Account.objects.order_by("pk")[1]
    AccountMember.objects.create(account=theirs, user=olga)
    contact = Contact.objects.create(full_name="Egen Kontakt")
    Affiliation.objects.create(contact=contact, account=theirs)
    remove_demonstration(by=olga)
    connection.check_constraints()
    assert Contact.objects.get() == contact
    assert not StageChange.objects.exists()
    assert not Affiliation.objects.exists()


def test_steps_that_its_people_took_with_own_deals_stay_without_a_name(
    company: Company, olga: User
) -> None:
    deal = own_deal(olga, None)
    StageChange.objects.filter(deal=deal).update(by=company.staff.head)
    remove_demonstration(by=olga)
    connection.check_constraints()
    assert StageChange.objects.get().by is None


def test_mails_to_its_people_and_reports_that_count_its_deals_go(
    company: Company, olga: User
) -> None:
    head = company.staff.head
    queue_mail(to_user(head, 1))
    queue_mail(to_user(olga, 2))
    month = add_months(first_day(timezone.localdate()), -5)
    request_reports(month, requests_for(month), send=False, at=timezone.now())
    freeze_month(month, at=timezone.now())
    remove_demonstration(by=olga)
    connection.check_constraints()
    assert not MonthlyReport.objects.exists()
    assert [mail.to_address for mail in OutboxMail.objects.all()] == [olga.email]


def test_an_undo_does_not_bring_a_link_to_it_back(company: Company, olga: User) -> None:
    account = own_account(olga)
    Account.objects.filter(pk=account.pk).update(owner=company.staff.head)
    Account.objects.filter(pk=account.pk).update(owner=olga)
    remove_demonstration(by=olga)
    events = event_models()[Account]._default_manager
    assert set(events.values_list("owner", flat=True)) == {olga.pk}


def test_nobody_of_the_company_removes_it(company: Company, client_of: ClientOf) -> None:
    client = client_of(company.staff.admin)
    page = client.get(PAGE).content.decode()
    assert (
        "Create your own administrator first" in " ".join(page.split()) or "administratör" in page
    )
    assert REMOVE not in page
    assert client.post(REMOVE).status_code == 409
    assert is_loaded()


def test_the_button_removes_it(company: Company, olga: User, client_of: ClientOf) -> None:
    client = client_of(olga)
    assert REMOVE in client.get(PAGE).content.decode()
    assert client.post(REMOVE).headers["Location"] == "/"
    assert not is_loaded()
    home = client.get("/").content.decode()
    assert PAGE not in home
    assert "no demonstration company" in client.get(PAGE).content.decode()


def test_administrators_are_told_on_the_home_page(
    company: Company, olga: User, client_of: ClientOf
) -> None:
    assert PAGE in client_of(olga).get("/").content.decode()
    assert PAGE not in client_of(company.staff.head).get("/").content.decode()


def test_the_page_says_how_much_goes(company: Company, olga: User) -> None:
    goes = dict(preview(olga).goes)
    assert goes["Deals"] == 400
    assert goes["Users"] == 9
