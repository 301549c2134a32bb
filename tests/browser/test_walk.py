"""The main job on the screen: sign-in, board, report, sending, outbox."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from crm.common.days import business_day
from crm.common.months import previous_month
from deals.models import Deal
from exchange.demonstration.people import Staff
from messaging.tasks import send_due_mail
from reports.tasks import make_due_reports
from tests.browser.steps import live_region, sign_in, sign_out
from tests.smtp import MailServer

pytestmark = pytest.mark.browser


def test_from_sign_in_over_board_and_report_to_the_outbox(
    staff: Staff, page: Page, smtp_server: MailServer
) -> None:
    sign_in(page, staff.head)
    _move_a_deal(page)
    _read_the_report(page)
    count = _send_the_reports(page)
    sign_out(page, staff.head)
    make_due_reports()
    send_due_mail()
    assert len(smtp_server.accepted) == count
    sign_in(page, staff.admin)
    _find_the_mails(page, count)


def _move_a_deal(page: Page) -> None:
    page.get_by_role("link", name="Pipeline").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pipeline")
    first, second = page.locator(".board-column").all()[:2]
    card = first.locator("[data-row]").first
    pk = card.get_attribute("id")
    assert pk
    names = [column.get_by_role("heading").locator("span").first for column in (first, second)]
    here, there = [name.inner_text() for name in names]

    card.get_by_role("button").click()
    page.locator(".menu:popover-open").get_by_role("button", name=there, exact=True).click()
    _expect_moved(page, pk, there)
    page.keyboard.press("[")
    _expect_moved(page, pk, here)
    page.keyboard.press("]")
    _expect_moved(page, pk, there)
    page.keyboard.press("m")
    expect(page.locator(".menu:popover-open .menu-item").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".menu:popover-open")).to_have_count(0)
    assert Deal.objects.get(pk=pk.removeprefix("deal-")).stage.name == there


def _expect_moved(page: Page, card: str, stage: str) -> None:
    """The focus stays on the card, and a screen reader is told."""
    expect(live_region(page)).to_contain_text(stage)
    expect(_column(page, stage).locator(f"#{card} .row-link")).to_be_focused()


def _column(page: Page, stage: str) -> Locator:
    heading = page.get_by_role("heading", name=re.compile(stage))
    return page.locator(".board-column").filter(has=heading)


def _read_the_report(page: Page) -> None:
    month = previous_month(business_day(timezone.now()))
    page.goto(f"/reports/monthly/{month:%Y-%m}/")
    expect(page.locator(".figures .figure")).not_to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    page.get_by_role("link", name="Won deals").first.click()
    expect(page.locator("[data-row]")).not_to_have_count(0)


def _send_the_reports(page: Page) -> int:
    """How many."""
    page.goto("/lead/reports/")
    rows = page.locator("tbody tr").count()
    page.get_by_role("button", name="Send all").click()
    page.get_by_role("dialog").get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".toast-text")).to_contain_text("on their way")
    expect(page.get_by_text("being drawn")).to_have_count(rows)
    return rows


def _find_the_mails(page: Page, count: int) -> None:
    page.get_by_role("link", name="Outbox").first.click()
    expect(page.locator("tbody").get_by_text("sent", exact=True)).to_have_count(count)
    page.locator("tbody .row-link").first.click()
    expect(page.get_by_text("250 kept as")).to_be_visible()
