"""Finding by keys alone: the palette, what it says, and the page without it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from crm.common.lists.models import SavedView
from crm.common.search.models import Opened
from exchange.demonstration.people import Staff
from tests.browser.axe import Axe
from tests.browser.conftest import OpenBrowser
from tests.cast import Cast
from users.models import User

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def _field(page: Page) -> None:
    expect(page.get_by_role("combobox", name="Name, number or address")).to_be_focused()


def _hits(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Hits")


def _first(page: Page) -> Locator:
    return _hits(page).get_by_role("option").first


def _wait_until_noted(page: Page) -> None:
    """The page says by itself what was opened, a little after it is shown."""
    for _try in range(200):
        if Opened.objects.exists():
            return
        page.wait_for_timeout(50)


def test_an_account_is_found_by_a_misspelt_name_with_keys_alone(
    staff: Staff, open_browser: OpenBrowser
) -> None:
    page = open_browser(staff.admin).new_page()
    page.goto("/")
    page.keyboard.press("Control+k")
    _field(page)
    page.keyboard.type("vesterviks presision")
    first = _first(page)
    expect(first).to_contain_text("Västerviks Precision AB")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(page.locator("#palette [role=status]")).to_have_text(re.compile(r"\d+ hits?"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Västerviks Precision AB")
    _wait_until_noted(page)
    page.keyboard.press("/")
    expect(page.get_by_role("group", name="Opened lately")).to_contain_text("Västerviks Precision")
    assert Opened.objects.get().user_id == staff.admin.pk


def test_the_palette_is_walked_by_arrows_and_closed_by_escape(
    cast: Cast, open_browser: OpenBrowser
) -> None:
    context = open_browser(cast.anna)
    page = context.new_page()
    page.goto("/deals/")
    page.get_by_role("link", name="Search", exact=False).first.focus()
    page.keyboard.press("Enter")
    _field(page)
    page.keyboard.type("akero")
    expect(_first(page)).to_contain_text("Åkerö")
    page.keyboard.press("ArrowUp")
    last = _hits(page).get_by_role("option", name="All hits")
    expect(last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    with context.expect_page() as opened:
        page.keyboard.press("Control+Enter")
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("Åkerö")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()


def test_a_command_is_given_by_name(cast: Cast, open_browser: OpenBrowser) -> None:
    page = open_browser(cast.anna).new_page()
    page.goto("/accounts/")
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Control+k")
    page.keyboard.type("new deal")
    expect(_first(page)).to_contain_text("New deal")
    page.keyboard.press("Enter")
    page.wait_for_url("**/deals/new/")


def test_look_and_views_are_reached_by_name(cast: Cast, open_browser: OpenBrowser) -> None:
    SavedView.objects.create(owner=cast.anna, name="Mina sjukhus", list_key="accounts")
    page = open_browser(cast.anna).new_page()
    page.goto("/contacts/")
    page.keyboard.press("Control+k")
    page.keyboard.type("dark")
    expect(_first(page)).to_contain_text("Dark theme")
    assert Axe(page).findings() == []
    page.keyboard.press("Enter")
    expect(page.locator("html[data-bs-theme=dark]")).to_be_attached()
    expect(page.get_by_role("heading", level=1)).to_have_text("Contacts")
    page.keyboard.press("Control+k")
    page.keyboard.type("sjukhus")
    expect(_first(page)).to_contain_text("Mina sjukhus")
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/?view=*")


def test_single_keys_that_are_switched_off_leave_the_slash_alone(
    cast: Cast, open_browser: OpenBrowser
) -> None:
    User.objects.filter(pk=cast.anna.pk).update(single_keys=False)
    page = open_browser(cast.anna).new_page()
    page.goto("/changes/")
    page.keyboard.press("/")
    page.keyboard.press("Control+k")
    _field(page)
    expect(page.get_by_role("combobox", name="Name, number")).to_have_value("")


def test_the_palette_has_no_serious_finding_and_works_on_a_phone(
    cast: Cast, open_browser: OpenBrowser
) -> None:
    page = open_browser(cast.anna, **PHONE).new_page()
    page.goto("/")
    page.get_by_role("link", name="Search").tap()
    page.get_by_role("combobox", name="Name, number or address").fill("akero")
    expect(_first(page)).to_contain_text("Åkerö")
    assert Axe(page).findings() == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    _first(page).tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Åkerö")


def test_without_script_the_button_leads_to_the_page(
    cast: Cast, open_browser: OpenBrowser
) -> None:
    page = open_browser(cast.anna, java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").fill("Okerö")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Åkerö", exact=False).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Åkerö")
