"""Lists by keyboard, wide and on a phone: conditions, columns, views, and the way through them."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from accounts.models import Account
from crm.common.lists.models import SavedView
from tests.browser.axe import Axe
from tests.browser.conftest import WIDE, OpenBrowser
from tests.cast import Cast

pytestmark = pytest.mark.browser
NARROW: ViewportSize = {"width": 390, "height": 844}
SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture
def shops(cast: Cast) -> list[Account]:
    rows = [
        Account(name=f"Butik {n:02}", owner=cast.anna, city="Lund" if n % 2 else "Ystad")
        for n in range(60)
    ]
    return Account.objects.bulk_create(rows)


def tab_to(page: Page, name: str) -> None:
    """The focus goes to the control of this name by Tab alone."""
    for _step in range(80):
        page.keyboard.press("Tab")
        text = page.evaluate(
            "document.activeElement.innerText || document.activeElement.ariaLabel"
        )
        if text and text.strip().startswith(name):
            return
    raise AssertionError(f"Tab does not reach {name!r}")


def choose(page: Page, label: str, option: str, at: int = 0) -> None:
    field = page.get_by_label(label, exact=True).nth(at)
    field.focus()
    with page.expect_response(lambda answer: "/filter/" in answer.url):
        field.select_option(label=option)
    expect(page.get_by_label(label, exact=True).nth(at)).to_be_focused()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "phone"])
def test_conditions_are_built_and_taken_away_by_keyboard(
    cast: Cast, shops: list[Account], open_browser: OpenBrowser, size: ViewportSize
) -> None:
    page = open_browser(cast.anna, viewport=size).new_page()
    page.goto("/accounts/")
    tab_to(page, "Conditions")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    choose(page, "Field", "City")
    choose(page, "Condition", "is …")
    page.get_by_label("Value", exact=True).focus()
    page.keyboard.type("lund")
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"builder-{size['width']}.png"))
    assert Axe(page).findings() == []
    page.keyboard.press("Enter")
    chip = page.get_by_role("link", name="City is “lund”")
    expect(chip).to_be_visible()
    expect(page.locator("[data-row]")).to_have_count(25)
    expect(page.get_by_text("25 of 30").first).to_be_attached()
    chip.focus()
    page.keyboard.press("Enter")
    expect(chip).not_to_be_attached()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "phone"])
def test_a_view_is_saved_pinned_and_opened(
    cast: Cast, shops: list[Account], open_browser: OpenBrowser, size: ViewportSize
) -> None:
    page = open_browser(cast.anna, viewport=size).new_page()
    page.goto("/accounts/?q=butik&sort=-name")
    tab_to(page, "Views")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_label("name", exact=False).first.fill("Butiker")
    page.keyboard.press("Enter")
    expect(page.locator(".toast-text")).to_contain_text("Butiker")
    view = SavedView.objects.get()
    if size == WIDE:
        pin = page.get_by_role("link", name="Butiker 60")
        expect(pin).to_be_visible()
        page.goto("/settings/")
        page.get_by_role("link", name="Butiker 60").click()
    else:
        page.get_by_role("button", name="More", exact=True).click()
        page.get_by_role("link", name="Butiker", exact=True).click()
    expect(page.locator("[data-row]").first).to_contain_text("Butik 59")
    assert f"view={view.pk}" in page.url
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"view-{size['width']}.png"))


def test_records_are_walked_and_the_list_is_found_where_it_was_left(
    cast: Cast, shops: list[Account], open_browser: OpenBrowser
) -> None:
    page = open_browser(cast.anna).new_page()
    page.goto("/accounts/?q=butik")
    page.get_by_role("link", name="Butik 20").click()
    expect(page.get_by_text("21 of 60")).to_be_visible()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Butik 21")
    expect(page.get_by_text("22 of 60")).to_be_visible()
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / "record.png"))
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_text("21 of 60")).to_be_visible()
    page.locator("[data-list-back]").click()
    expect(page.get_by_role("link", name="Butik 20")).to_be_focused()
    assert page.evaluate("scrollY") > 0


def test_columns_are_chosen(cast: Cast, shops: list[Account], open_browser: OpenBrowser) -> None:
    page = open_browser(cast.anna).new_page()
    page.goto("/accounts/?q=butik")
    page.get_by_role("button", name="Columns").click()
    page.get_by_label("City", exact=True).check()
    page.get_by_label("Team", exact=True).uncheck()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("columnheader", name="City")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Team")).not_to_be_attached()
    assert "columns=city" in page.url


def test_without_script_an_address_with_conditions_is_shown(
    cast: Cast, shops: list[Account], open_browser: OpenBrowser
) -> None:
    page = open_browser(cast.anna, java_script_enabled=False).new_page()
    page.goto("/accounts/?where=" + '{"all":[["city","is","Lund"]]}')
    expect(page.get_by_role("link", name="City is “Lund”")).to_be_visible()
    page.get_by_role("link", name="Conditions").click()
    page.get_by_label("Value", exact=True).fill("Ystad")
    page.get_by_role("button", name="Show").last.click()
    expect(page.get_by_role("link", name="City is “Ystad”")).to_be_visible()


@pytest.mark.parametrize("scripted", [True, False])
def test_more_filters_come_when_their_menu_is_opened(
    scripted: bool,  # noqa: FBT001 - a parameter of the test
    cast: Cast,
    open_browser: OpenBrowser,
) -> None:
    page = open_browser(cast.anna, java_script_enabled=scripted).new_page()
    page.goto("/accounts/?sort=-name")
    page.get_by_role("button", name="More filters").click()
    if not scripted:
        page.get_by_role("link", name="More filters").click()
    page.locator("select[name=country]").select_option("NO")
    if not scripted:
        page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="Country Norway")).to_be_visible()
    assert "country=NO" in page.url
    assert "sort=-name" in page.url
