"""The description of the API in the browser, under the policy that all pages have."""

import pytest
from playwright.sync_api import expect

from accounts.models import Account
from tests.browser.axe import Axe
from tests.browser.conftest import OpenBrowser
from tests.cast import Cast
from users.models import User

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_description_opens_under_the_strict_policy(
    theme: str, cast: Cast, open_browser: OpenBrowser
) -> None:
    """`watch` fails the test for any report of the policy, script error or failed request."""
    User.objects.filter(pk=cast.ada.pk).update(theme=theme)
    page = open_browser(cast.ada).new_page()
    page.goto("/api/docs/")
    operation = page.locator("#operations-accounts-accounts_create")
    operation.wait_for()
    for width in (1440, 320):
        page.set_viewport_size({"width": width, "height": 4000})
        assert Axe(page).findings() == []
    operation.click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("textbox").last.fill('{"name": "Ystad Hamn AB"}')
    operation.get_by_role("button", name="Execute").click()
    answer = operation.locator(".live-responses-table .response .response-col_status")
    expect(answer).to_contain_text("201")
    assert Account.objects.filter(name="Ystad Hamn AB", owner=cast.ada).exists()
