"""A browser in which nothing goes wrong unnoticed."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Route

REPORT_VIOLATIONS = """
    addEventListener("securitypolicyviolation", (event) => console.error(
        `CSP: ${event.effectiveDirective} blocked ${event.blockedURI} in ${event.sourceFile}`));
"""
STATUS = re.compile(r"the server responded with a status of (\d+)")
INSIDE = {"data", "blob", "about"}


@dataclass
class Watch:
    """What went wrong in one browser context, as lines that say where."""

    address: str
    expected: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def expect(self, *statuses: int) -> None:
        """Answers that the test asks for on purpose; Chromium calls each an error."""
        self.expected |= set(statuses)

    def over(self, context: BrowserContext) -> None:
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda raised: self.faults.append(f"script: {raised.error}"))
        context.on("request", self._request)

    def assert_clean(self) -> None:
        assert self.faults == []

    def refuse_to_leave(self, context: BrowserContext) -> None:
        """Stops a request before it leaves the machine; this turns the browser's cache off."""
        context.route(lambda url: not self._is_ours(url), _stop)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        status = STATUS.search(message.text)
        if status and int(status[1]) in self.expected:
            return
        where = message.page.url if message.page else ""
        self.faults.append(f"{message.type} on {where}: {message.text}")

    def _request(self, request: Request) -> None:
        if not self._is_ours(request.url):
            self.faults.append(f"request to {request.url}")

    def _is_ours(self, url: str) -> bool:
        return url.startswith(f"{self.address}/") or urlsplit(url).scheme in INSIDE


def _stop(route: Route) -> None:
    route.abort()
