"""Many records at once: by keys alone, by mouse with Shift, by touch on a phone; large ones and
exports.
"""

import csv
import os
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Account
from crm.common.lists.models import BulkJob
from crm.common.lists.tasks import run_list_work
from tests.browser.axe import Axe
from tests.browser.conftest import OpenBrowser
from tests.browser.steps import live_region
from tests.browser.watching import Watch
from tests.cast import Cast
from tests.crowds import insert_accounts, insert_deals

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("SHOTS", "")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def boxes(page: Page) -> Locator:
    return page.locator("[data-select]")


def ticked(page: Page) -> Locator:
    return page.locator("[data-select]:checked")


def test_rows_are_ticked_and_changed_by_keys_alone(cast: Cast, open_browser: OpenBrowser) -> None:
    insert_accounts(cast, 6)
    page = open_browser(cast.anna).new_page()
    page.goto("/accounts/?q=Crowd")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(live_region(page)).to_have_text("1 selected")
    for _row in range(3):
        page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(ticked(page)).to_have_count(4)
    expect(live_region(page)).to_have_text("4 selected")
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="Account manager", exact=True)).to_be_focused()
    for _button in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Sector", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("4 records are selected")
    expect(dialog.get_by_label("Sector")).to_be_focused()
    assert Axe(page).findings() == []
    page.keyboard.type(cast.sector.name[:3])
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast-text")).to_contain_text("4 records were changed.")
    assert Account.objects.filter(name__startswith="Crowd", sector=cast.sector).count() == 4
    page.keyboard.press("u")
    expect(page.locator(".toast-text")).to_contain_text("Undone.")
    assert not Account.objects.filter(name__startswith="Crowd", sector=cast.sector).exists()


def test_shift_ticks_a_range_and_escape_clears_it(cast: Cast, open_browser: OpenBrowser) -> None:
    insert_accounts(cast, 6)
    page = open_browser(cast.anna).new_page()
    page.goto("/accounts/?q=Crowd")
    expect(page.locator("[data-bulk]")).to_be_hidden()
    boxes(page).nth(4).click()
    boxes(page).nth(1).click(modifiers=["Shift"])
    expect(ticked(page)).to_have_count(4)
    page.keyboard.press("Escape")
    expect(ticked(page)).to_have_count(0)
    page.get_by_label("Select all on this page").check()
    expect(ticked(page)).to_have_count(6)
    boxes(page).first.uncheck()
    expect(page.locator("[data-bulk-count]")).to_have_text("5 selected")


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
def test_what_is_ticked_stays_while_pages_are_turned(
    cast: Cast, open_browser: OpenBrowser, options: dict[str, object]
) -> None:
    insert_accounts(cast, 60)
    page = open_browser(cast.anna, **options).new_page()
    page.goto("/accounts/?q=Crowd")
    boxes(page).nth(0).check()
    boxes(page).nth(3).check()
    page.get_by_role("link", name="Next").click()
    count = page.locator("[data-bulk-count]")
    expect(count).to_have_text("2 selected, 2 not on this page")
    boxes(page).nth(1).check()
    expect(count).to_have_text("3 selected, 2 not on this page")
    page.locator("[data-bulk]").get_by_role("button", name="Sector").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("3 records are selected")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/pages-{len(options)}.png")
    dialog.get_by_role("button", name="Cancel").click()
    page.go_back()
    expect(count).to_have_text("3 selected, 1 not on this page")
    expect(ticked(page)).to_have_count(2)
    page.locator("[data-bulk]").get_by_role("button", name="Sector").click()
    dialog.get_by_label("Sector").select_option(str(cast.sector.pk))
    dialog.get_by_role("button", name="Change").click()
    expect(page.locator(".toast-text")).to_contain_text("3 records were changed.")
    assert Account.objects.filter(name__startswith="Crowd", sector=cast.sector).count() == 3
    expect(page.locator("[data-bulk]")).to_be_hidden()


def test_ticks_are_of_one_list_and_end_with_it(cast: Cast, open_browser: OpenBrowser) -> None:
    insert_accounts(cast, 60)
    page = open_browser(cast.anna).new_page()
    page.goto("/accounts/?q=Crowd")
    boxes(page).nth(0).check()
    page.get_by_role("link", name="Next").click()
    expect(page.locator("[data-bulk-count]")).to_have_text("1 selected, 1 not on this page")
    page.get_by_role("button", name="Clear the selection").click()
    page.get_by_role("link", name="Previous").click()
    expect(page.locator("[data-bulk]")).to_be_hidden()
    boxes(page).nth(0).check()
    page.get_by_role("columnheader", name="Name").get_by_role("link").click()
    page.wait_for_url("**sort=-name*")
    expect(ticked(page)).to_have_count(0)
    boxes(page).nth(0).check()
    page.goto("/contacts/")
    page.goto("/accounts/?q=Crowd&sort=-name")
    expect(page.locator("[data-bulk]")).to_be_hidden()
    page.get_by_label("Select all on this page").check()
    page.get_by_role("button", name="All 60 in this view").click()
    page.get_by_role("link", name="Next").click()
    expect(page.locator("[data-bulk-count]")).to_have_text("All 60 in this view selected")
    expect(ticked(page)).to_have_count(25)


def test_all_in_the_view_are_moved_by_a_worker(
    cast: Cast, open_browser: OpenBrowser, watch: Watch
) -> None:
    watch.expect(422)
    insert_deals(cast, 230)
    page = open_browser(cast.anna).new_page()
    page.goto("/deals/?q=Crowd")
    page.get_by_label("Select all on this page").check()
    page.get_by_role("button", name="All 230 in this view").click()
    expect(live_region(page)).to_have_text("All 230 in this view selected")
    page.locator("[data-bulk]").get_by_role("button", name="Stage").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("New stage").select_option(str(cast.lost.pk))
    dialog.get_by_role("button", name="Change").click()
    expect(dialog.locator(".error-summary")).to_be_focused()
    dialog.get_by_label("Reason").select_option("price")
    dialog.get_by_role("button", name="Change").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert Axe(page).findings() == []
    run_list_work()
    expect(page.locator("#job")).to_contain_text("230 of 230 records done.")
    expect(live_region(page)).to_contain_text("230 of 230")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#job")).to_contain_text("All of it was undone.")


def test_a_person_on_the_phone_deletes_and_sees_what_stayed(
    cast: Cast, open_browser: OpenBrowser
) -> None:
    Account.objects.create(name="Ystad Hamn AB", owner=cast.anna)
    page = open_browser(cast.anna, **PHONE).new_page()
    page.goto("/accounts/")
    for name in ("Ystad Hamn AB", "Åkerö Hälsovård AB"):
        box = page.get_by_label(f"Select {name}")
        size = box.locator("xpath=..").bounding_box()
        assert size
        assert min(size["width"], size["height"]) >= 44
        box.tap()
    expect(page.locator("[data-bulk-count]")).to_have_text("2 selected")
    page.locator("[data-bulk]").get_by_role("button", name="Delete").tap()
    page.get_by_role("dialog").get_by_role("button", name="Delete").tap()
    expect(page.locator("#job")).to_contain_text("1 of 2 records done.")
    expect(page.get_by_role("link", name="Åkerö Hälsovård AB")).to_be_visible()
    expect(page.get_by_text("it has deals.")).to_be_visible()
    assert Axe(page).findings() == []


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
def test_the_ticked_rows_are_exported(
    cast: Cast, open_browser: OpenBrowser, tmp_path: Path, options: dict[str, object]
) -> None:
    insert_accounts(cast, 3)
    page = open_browser(cast.anna, **options).new_page()
    page.goto("/accounts/?q=Crowd&sort=-name")
    boxes(page).nth(0).check()
    boxes(page).nth(2).check()
    page.locator("[data-bulk]").get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("dialog").get_by_role("button", name="CSV").click()
    target = tmp_path / "accounts.csv"
    download.value.save_as(target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert [row[0] for row in csv.reader(file)] == ["Name", "Crowd 00002", "Crowd 00000"]
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_without_script_the_ticked_rows_are_changed(cast: Cast, open_browser: OpenBrowser) -> None:
    insert_accounts(cast, 2)
    page = open_browser(cast.anna, java_script_enabled=False).new_page()
    page.goto("/accounts/?q=Crowd")
    boxes(page).first.check()
    page.locator("[data-bulk]").get_by_role("button", name="Sector").click()
    page.get_by_label("Sector").select_option(str(cast.sector.pk))
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accounts")
    assert Account.objects.filter(name__startswith="Crowd", sector=cast.sector).count() == 1
    assert BulkJob.objects.get().changed == 1
