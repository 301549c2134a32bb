"""Files go in through the browser, by keys alone; only the file itself is set by the test."""

from pathlib import Path

import pytest
from django.db import transaction
from playwright.sync_api import expect

from accounts.models import Account, Sector
from deals.models import Deal
from tests import maven
from tests.browser.axe import Axe
from tests.browser.conftest import OpenBrowser
from tests.browser.walking import Keys
from tests.cast import Cast
from tests.facts import facts
from users.models import User

pytestmark = pytest.mark.browser
TEXT = "Company,Line,Revenue\nNordic Tools AB,Vard,1.5\nSouth Pumps AB,Fiske,22.25\n"
STAGES = (
    ("Prospecting", "open", "10"),
    ("Engaging", "open", "40"),
    ("Won", "won", ""),
    ("Lost", "lost", ""),
)
SECTORS = (
    "employment",
    "entertainment",
    "finance",
    "marketing",
    "medical",
    "retail",
    "services",
    "software",
    "telecommunications",
)


def test_accounts_go_in_and_out_by_keys_alone(
    cast: Cast, open_browser: OpenBrowser, tmp_path: Path
) -> None:
    file = tmp_path / "kunder.csv"
    file.write_text(TEXT)
    page = open_browser(cast.ada).new_page()
    keys = Keys(page)
    keys.upload(file, "Accounts")
    expect(page.get_by_text("separated by comma")).to_be_visible()
    keys.press_button("Go on")
    keys.choose("Sector", "Line")
    keys.press_button("Go on")
    keys.choose("Annual revenue: amounts are in", "millions")
    keys.press_button("Go on")
    keys.tick("Fiske")
    keys.press_button("Go on")
    keys.work("Start the dry run")
    assert Axe(page).findings() == []
    keys.work("Use Vård for this row")
    keys.work("Import 2 rows")
    expect(page.get_by_role("button", name="Undo the import").first).to_be_visible()
    assert Account.objects.get(name="South Pumps AB").sector == Sector.objects.get(name="Fiske")
    assert Account.objects.get(name="Nordic Tools AB").sector == cast.sector
    keys.press_button("Undo the import")
    keys.confirm("Undo the import")
    keys.wait_for_work()
    expect(page.locator(".page-subtitle .badge")).to_have_text("undone")
    assert not Account.objects.filter(name="South Pumps AB").exists()
    assert not Sector.objects.filter(name="Fiske").exists()


@pytest.mark.sample_data
@pytest.mark.timeout(900)
def test_the_maventech_files_go_in_by_keys_alone_as_by_the_command_line(
    transactional_db: None, open_browser: OpenBrowser
) -> None:
    data = maven.folder()
    ada = User.objects.create_superuser("ada@crm.example", "Ada Admin", language="en")
    with transaction.atomic():
        maven.import_all(data)
        by_command = facts()
        transaction.set_rollback(True)
    before = facts()

    keys = Keys(open_browser(ada).new_page())
    _users(keys, data)
    _products(keys, data)
    _accounts(keys, data)
    _deals(keys, data)
    assert Deal.objects.count() == 8_800
    by_browser = facts()
    for table, rows in by_command.items():
        assert by_browser[table] == rows, table

    for _kind in maven.FILES:
        _undo_the_newest(keys)
    assert facts() == before


def _users(keys: Keys, data: Path) -> None:
    keys.upload(data / maven.FILES["users"], "Users")
    keys.press_button("Go on")
    keys.choose("Name *", "sales_agent")
    keys.choose("Team, level 1 from the top", "regional_office")
    keys.choose("Team, level 2 from the top", "manager")
    keys.choose("Sales head", "manager")
    keys.press_button("Go on")
    keys.choose("Role, if missing", "account manager")
    keys.write("E-mail address, by pattern", "{first}.{last}@maventech.example")
    keys.press_button("Go on")
    keys.tick("Create the teams that the file names, with their tree")
    keys.tick("Create the sales heads that the file names, and give them that role")
    keys.press_button("Go on")
    _run(keys, "Import 35 rows")


def _products(keys: Keys, data: Path) -> None:
    keys.upload(data / maven.FILES["products"], "Products")
    keys.press_button("Go on")
    keys.choose("Name *", "product")
    keys.choose("Category", "series")
    keys.choose("List price", "sales_price")
    keys.press_button("Go on")
    keys.choose("Numbers are written", "1234.5")
    keys.write("Currency, if missing", "USD")
    keys.press_button("Go on")
    for name in ("GTX", "MG", "GTK"):
        keys.tick(name)
    keys.press_button("Go on")
    _run(keys, "Import 7 rows")


def _accounts(keys: Keys, data: Path) -> None:
    keys.upload(data / maven.FILES["accounts"], "Accounts")
    keys.press_button("Go on")
    for field, column in {
        "Name *": "account",
        "Sector": "sector",
        "Founded": "year_established",
        "Annual revenue": "revenue",
        "Employees": "employees",
        "Country": "office_location",
        "Parent company": "subsidiary_of",
    }.items():
        keys.choose(field, column)
    keys.press_button("Go on")
    keys.choose("Numbers are written", "1234.5")
    keys.choose("Annual revenue: amounts are in", "millions")
    keys.choose("Lifecycle, if missing", "active")
    keys.write("Currency, if missing", "USD")
    keys.press_button("Go on")
    for name in SECTORS:
        keys.tick(name)
    keys.write("Others, one a line", "technology")  # which the file spells otherwise
    keys.press_button("Go on")
    keys.work("Start the dry run")
    keys.write("Read instead of “Philipines”", "Philippines")
    keys.write("Read instead of “Korea”", "South Korea")
    keys.work("Use technology for all 12 rows")
    keys.work("Import 85 rows")


def _deals(keys: Keys, data: Path) -> None:
    keys.upload(data / maven.FILES["deals"], "Deals")
    keys.press_button("Go on")
    for field, column in {
        "External id": "opportunity_id",
        "Account": "account",
        "Owner *": "sales_agent",
        "Product": "product",
        "Stage *": "deal_stage",
        "Engaged": "engage_date",
        "Closed": "close_date",
        "Value": "close_value",
    }.items():
        keys.choose(field, column)
    keys.press_button("Go on")
    keys.choose("Numbers are written", "1234.5")
    keys.write("Name, by pattern", "{product}, {account}")
    keys.write("Name, or by pattern", "{product}, {external_id}")
    keys.write("Stage at engagement, if missing", "Engaging")
    keys.write("Currency, if missing", "USD")
    keys.choose("Reason, if missing", "not recorded")
    keys.press_button("Go on")
    _pipeline(keys)
    keys.work("Start the dry run")
    keys.work("Use GTX Pro for all 1,480 rows")
    keys.work("Import 8,800 rows")


def _pipeline(keys: Keys) -> None:
    keys.write("Name", "MavenTech")
    for number, (name, kind, probability) in enumerate(STAGES, start=1):
        line = keys.within(f"Stage {number}")
        line.write("Stage", name)
        line.choose("Means*", kind)
        line.write("Probability, %", probability)
        line.write("Idle after, days", "60" if kind == "open" else "")
    keys.press_button("Go on")


def _run(keys: Keys, button: str) -> None:
    keys.work("Start the dry run")
    keys.work(button)


def _undo_the_newest(keys: Keys) -> None:
    page = keys.page
    page.goto("/import/")
    keys.to(page.get_by_role("row").filter(has_text="imported").get_by_role("link").first)
    page.keyboard.press("Enter")
    keys.press_button("Undo the import")
    keys.confirm("Undo the import")
    keys.wait_for_work()
    expect(page.locator(".page-subtitle .badge")).to_have_text("undone")
