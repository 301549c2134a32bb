"""A page tells how far the worker is, without being loaded anew."""

import pytest
from playwright.sync_api import expect

from reports.tasks import make_due_reports
from tests.browser.axe import Axe
from tests.browser.conftest import OpenBrowser
from tests.browser.test_accessibility import assert_none, faults_of
from tests.cast import Cast

pytestmark = pytest.mark.browser


def test_reports_are_made_while_the_page_stands_open(
    cast: Cast, open_browser: OpenBrowser
) -> None:
    page = open_browser(cast.ada).new_page()
    page.goto("/lead/reports/?month=2026-01")
    expect(page.get_by_text("preview").first).to_be_visible()
    page.get_by_role("button", name="Write only").click()
    expect(page.get_by_text("0 of 6 reports made")).to_be_visible()
    expect(page.get_by_text("being written", exact=True).first).to_be_visible()
    month = page.get_by_label("Month")
    month.focus()
    make_due_reports()
    expect(page.get_by_text("All reports are made.")).to_be_visible()
    expect(page.get_by_text("frozen").first).to_be_visible()
    expect(page.get_by_text("being written", exact=True)).to_have_count(0)
    expect(month).to_be_focused()


def test_progress_has_no_serious_finding(cast: Cast, open_browser: OpenBrowser) -> None:
    page = open_browser(cast.ada).new_page()
    page.goto("/lead/reports/?month=2026-01")
    page.get_by_role("button", name="Write only").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert_none(faults_of(page, Axe(page)))
