"""axe-core in a page, past the Content-Security-Policy (by the debugger's protocol)."""

from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page

SOURCE = (Path(__file__).parent / "axe-core/axe.min.js").read_text()
RUN = """
    axe.run(document, {
        resultTypes: ["violations"], rules: {"target-size": {enabled: true}}, preload: false,
    }).then(({violations}) => violations
        .filter(({impact}) => impact === "serious" || impact === "critical")
        .flatMap(({id, nodes}) => nodes.map(({target, any, all, none}) => {
            const reasons = [...any, ...all, ...none].map(({message}) => message);
            return `${id}: ${target.join(" ")}: ${reasons.join("; ")}`;
        })))
"""


class Axe:
    def __init__(self, page: Page) -> None:
        self._page = page
        self._protocol: CDPSession = page.context.new_cdp_session(page)

    def findings(self) -> list[str]:
        """Each serious or critical finding as “rule: element: what is wrong”."""
        if self._evaluate("typeof axe") == "undefined":
            self._evaluate(f"{SOURCE}; 0")
        found: list[str] = self._evaluate(RUN)
        return found

    def _evaluate(self, script: str) -> Any:
        answer = self._protocol.send(
            "Runtime.evaluate",
            {"expression": script, "awaitPromise": True, "returnByValue": True},
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")
