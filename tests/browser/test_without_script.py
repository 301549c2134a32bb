"""Links and forms do their work in a browser that runs no script."""

import pytest
from playwright.sync_api import expect

from accounts.models import Account
from deals.models import Deal
from tests.browser.conftest import OpenBrowser
from tests.browser.steps import sign_in, sign_out
from tests.cast import Cast

pytestmark = pytest.mark.browser


def test_the_day_goes_on_without_script(cast: Cast, open_browser: OpenBrowser) -> None:
    page = open_browser(java_script_enabled=False).new_page()
    sign_in(page, cast.anna)

    page.get_by_role("link", name="Accounts").first.click()
    page.get_by_role("link", name="New account").first.click()
    page.get_by_label("Name*", exact=True).fill("Kalmar Glas AB")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kalmar Glas AB")
    assert Account.objects.get(name="Kalmar Glas AB").owner == cast.anna

    page.get_by_role("link", name="Accounts").first.click()
    page.get_by_role("searchbox").fill("kalmar")
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(1)

    page.goto("/pipeline/")
    card = page.locator(f"#deal-{cast.akero_deal.pk}")
    card.get_by_role("button").first.click()
    page.get_by_role("button", name=cast.offer.name).click()
    expect(page.locator(f"#stage-{cast.offer.pk} #deal-{cast.akero_deal.pk}")).to_be_visible()
    assert Deal.objects.get(pk=cast.akero_deal.pk).stage == cast.offer

    sign_out(page, cast.anna)
