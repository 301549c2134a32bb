"""One page in Chromium under slow 4G and a processor four times slower: the median of five visits,
each in an empty browser. `python -m benchmarks.vitals ADDRESS PATH SESSION` writes JSON.
"""

import json
import shutil
import sys
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

VISITS = 5
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
OBSERVE = """
    window.seen = {lcp: 0, cls: 0, inp: 0};
    const watch = (type, each, more) => new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) each(entry);
    }).observe({type, buffered: true, ...more});
    watch("largest-contentful-paint", (entry) => { seen.lcp = entry.startTime; });
    watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.cls += entry.value; });
    watch("event", (entry) => {
        if (entry.interactionId) seen.inp = Math.max(seen.inp, entry.duration);
    }, {durationThreshold: 16});
"""
TAPS = ("j", "j", "k", "j", "k", "?", "Escape", "j", "k", "j")
"""Ten interactions that leave the page where it is."""


def main() -> None:
    address, path, session = sys.argv[1:]
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("Chromium is missing. On Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        visits = [_visit(browser, address, path, session) for _each in range(VISITS)]
        browser.close()
    found = {name: median(visit[name] for visit in visits) for name in visits[0]}
    sys.stdout.write(json.dumps(found))


def _visit(browser: Browser, address: str, path: str, session: str) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    context.add_init_script(OBSERVE)
    page = context.new_page()
    traffic: list[float] = []
    _slow_down(page, traffic)
    page.goto(f"{address}{path}", wait_until="networkidle")
    loaded = {"bytes": sum(traffic), "requests": float(len(traffic))}
    for key in TAPS:
        page.keyboard.press(key)
        page.wait_for_timeout(60)
    seen: dict[str, float] = page.evaluate("window.seen")
    context.close()
    return seen | loaded


def _slow_down(page: Page, traffic: list[float]) -> None:
    protocol = page.context.new_cdp_session(page)

    def loaded(event: dict[str, Any]) -> None:
        traffic.append(event["encodedDataLength"])

    protocol.on("Network.loadingFinished", loaded)
    protocol.send("Network.enable")
    protocol.send("Network.emulateNetworkConditions", SLOW_4G)
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": 4})


if __name__ == "__main__":
    main()
