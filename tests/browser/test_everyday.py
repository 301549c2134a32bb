"""Things that happen on any day: undo, two people on one record, keys instead of a mouse."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Account
from deals.models import Deal
from tests.browser.axe import Axe
from tests.browser.conftest import OpenBrowser
from tests.browser.steps import live_region
from tests.browser.watching import Watch
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.browser


def test_a_deleted_account_comes_back_by_the_toast(cast: Cast, open_browser: OpenBrowser) -> None:
    account = Account.objects.create(name="Ystad Hamn AB", owner=cast.anna, team=cast.team_a)
    page = open_browser(cast.anna).new_page()
    page.goto(account.get_absolute_url())
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".toast-text")).to_contain_text("Ystad Hamn AB")
    expect(live_region(page)).to_contain_text("Ystad Hamn AB")
    assert not Account.objects.filter(pk=account.pk).exists()
    page.keyboard.press("u")
    expect(page.get_by_role("link", name="Ystad Hamn AB")).to_be_visible()
    assert Account.objects.filter(pk=account.pk).exists()


def test_who_saves_second_chooses_between_both_versions(
    cast: Cast, open_browser: OpenBrowser, watch: Watch
) -> None:
    watch.expect(409)
    context = open_browser(cast.anna)
    first, second = context.new_page(), context.new_page()
    for tab in (first, second):
        tab.goto(f"/accounts/{cast.akero.pk}/edit/")
    _rename(first, "Åkerö Vård AB")
    expect(first.get_by_role("heading", level=1)).to_contain_text("Åkerö Vård AB")
    _rename(second, "Åkerö Omsorg AB")
    expect(second.get_by_text("Åkerö Vård AB").first).to_be_visible()
    assert Axe(second).findings() == []
    second.get_by_role("radio", name="Åkerö Omsorg AB").check()
    second.get_by_role("button", name="Save the chosen versions").click()
    expect(second.get_by_role("heading", level=1)).to_contain_text("Åkerö Omsorg AB")
    cast.akero.refresh_from_db()
    assert cast.akero.name == "Åkerö Omsorg AB"


def _rename(page: Page, name: str) -> None:
    page.get_by_label("Name*", exact=True).fill(name)
    page.get_by_role("button", name="Save").click()


def test_one_signs_in_by_keys_alone(cast: Cast, page: Page) -> None:
    page.goto("/")
    _tab_to(page, "E-mail address")
    page.keyboard.type(cast.anna.email)
    _tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=cast.anna.full_name)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("p")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pipeline")


def _tab_to(page: Page, label: str) -> None:
    field = page.get_by_label(label)
    for _press in range(10):
        if field.evaluate("field => field === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(field).to_be_focused()


def test_a_lost_deal_needs_its_reason(cast: Cast, open_browser: OpenBrowser, watch: Watch) -> None:
    watch.expect(422)
    page = open_browser(cast.anna).new_page()
    page.goto("/pipeline/")
    card = page.locator(f"#deal-{cast.akero_deal.pk}")
    card.locator(".row-link").focus()
    page.keyboard.press("m")
    page.locator(".menu:popover-open").get_by_role("button", name=cast.lost.name).click()
    reason = page.get_by_role("dialog").get_by_role("combobox").first
    expect(reason).to_be_focused()
    reason.select_option(index=1)
    page.get_by_role("button", name=f"Move to {cast.lost.name}").click()
    expect(card).to_have_count(0)
    expect(live_region(page)).to_contain_text(cast.lost.name)
    assert Deal.objects.get(pk=cast.akero_deal.pk).lost_reason
