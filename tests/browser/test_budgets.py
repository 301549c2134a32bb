"""Bytes, requests and layout shift of the demonstration company's pages, within the budgets.

Counted, never timed: the numbers are the same on a slow machine.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, ViewportSize

from accounts.models import Account
from crm.common.days import business_day
from crm.common.months import previous_month
from deals.models import Deal
from exchange.demonstration.people import Staff
from tests.browser.conftest import OpenBrowser

pytestmark = pytest.mark.browser
WARM_REQUESTS = 2
LAYOUT_SHIFT = 0.02
NARROW: ViewportSize = {"width": 390, "height": 844}
# Over a slow line the page arrives in parts: what moves when the next part comes is seen.
SLOW = {
    "offline": False,
    "latency": 20,
    "downloadThroughput": 200_000,
    "uploadThroughput": 100_000,
}
MEASURE_SHIFT = """
    window.shift = 0;
    window.moved = [];
    const place = ({x, y}) => `${x},${y}`;
    const tellMove = ({node, previousRect, currentRect}) => {
        const text = node?.outerHTML ?? node?.data ?? "";
        return `${text.slice(0, 80)}: ${place(previousRect)} to ${place(currentRect)}`;
    };
    new PerformanceObserver((list) => {
        for (const {hadRecentInput, value, sources} of list.getEntries())
            if (!hadRecentInput) {
                window.shift += value;
                window.moved.push(...sources.map(tellMove));
            }
    }).observe({type: "layout-shift", buffered: true});
"""


@dataclass(frozen=True)
class Budget:
    kilobytes: int
    requests: int


CORE = Budget(150, 12)
BOARD = Budget(170, 13)
REPORT = Budget(400, 13)


@dataclass
class Traffic:
    """What came over the wire for one page; what the browser's cache gave does not count."""

    urls: dict[str, str] = field(default_factory=dict)
    bytes: int = 0

    def over(self, page: Page) -> None:
        protocol = page.context.new_cdp_session(page)
        protocol.on("Network.requestWillBeSent", self._asked)
        protocol.on("Network.requestServedFromCache", self._cached)
        protocol.on("Network.responseReceived", self._answered)
        protocol.on("Network.loadingFinished", self._loaded)
        protocol.send("Network.enable")
        protocol.send("Network.emulateNetworkConditions", SLOW)

    def restart(self) -> None:
        self.urls.clear()
        self.bytes = 0

    def _asked(self, event: dict[str, Any]) -> None:
        self.urls[event["requestId"]] = event["request"]["url"]

    def _cached(self, event: dict[str, Any]) -> None:
        self.urls.pop(event["requestId"], None)

    def _answered(self, event: dict[str, Any]) -> None:
        if event["response"]["fromDiskCache"]:
            self.urls.pop(event["requestId"], None)

    def _loaded(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.urls:
            self.bytes += int(event["encodedDataLength"])


def pages_with_budgets(staff: Staff) -> dict[str, Budget]:
    month = previous_month(business_day(timezone.now()))
    manager = staff.managers[0]
    account = Account.objects.filter(owner=manager).first()
    deal = Deal.objects.filter(owner=manager).first()
    assert account
    assert deal
    return {
        "/": CORE,
        "/accounts/": CORE,
        account.get_absolute_url(): CORE,
        f"{account.get_absolute_url()}edit/": CORE,
        "/contacts/": CORE,
        "/deals/": CORE,
        deal.get_absolute_url(): CORE,
        "/products/": CORE,
        "/changes/": CORE,
        "/settings/": CORE,
        "/lead/": CORE,
        "/lead/reports/": CORE,
        "/outbox/": CORE,
        "/pipeline/": BOARD,
        "/reports/": REPORT,
        f"/reports/monthly/{month:%Y-%m}/": REPORT,
    }


def excess(context: BrowserContext, url: str, budget: Budget) -> list[str]:
    """What one page takes beyond its budget: in an empty browser on a wide screen, then once more
    on a narrow one.
    """
    page = context.new_page()
    page.add_init_script(MEASURE_SHIFT)
    traffic = Traffic()
    traffic.over(page)
    shifts = [_shift_of(page, url)]
    cold, size = list(traffic.urls.values()), traffic.bytes
    traffic.restart()
    page.set_viewport_size(NARROW)
    shifts.append(_shift_of(page, url))
    warm = list(traffic.urls.values())
    checks = {
        f"{size} bytes": size > budget.kilobytes * 1000,
        f"{len(cold)} requests {cold}": len(cold) > budget.requests,
        f"{len(warm)} requests when warm {warm}": len(warm) > WARM_REQUESTS,
        **{f"layout shift {shift} {moved}": shift > LAYOUT_SHIFT for shift, moved in shifts},
    }
    return [f"{url}: {what}" for what, is_more in checks.items() if is_more]


def _shift_of(page: Page, url: str) -> tuple[float, list[str]]:
    """How far the page jumped as it came, and what of it did."""
    page.goto(url, wait_until="networkidle")
    return page.evaluate("window.shift"), page.evaluate("window.moved")


def test_no_page_takes_more_than_its_budget(staff: Staff, open_browser: OpenBrowser) -> None:
    found = []
    for url, budget in pages_with_budgets(staff).items():
        context = open_browser(staff.admin)
        found += excess(context, url, budget)
        context.close()
    assert not found, "\n".join(["", *found])


def test_a_page_that_jumps_would_be_noticed(staff: Staff, open_browser: OpenBrowser) -> None:
    page = open_browser(staff.admin).new_page()
    page.add_init_script(MEASURE_SHIFT)
    page.goto("/accounts/")
    page.evaluate("document.body.prepend(Object.assign(document.createElement('h2')))")
    page.evaluate("document.body.firstChild.textContent = 'late'")
    page.wait_for_function(f"() => window.shift > {LAYOUT_SHIFT}")
