"""The other tests of this folder can fail: what may not happen in a browser is noticed."""

import json

import pytest
from playwright.sync_api import Error, Page

from tests.browser.axe import SOURCE
from tests.browser.watching import Watch
from tests.faults.processes import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WRONG = (
    "a warning",
    "a fault of a script",
    "CSP: script-src-attr blocked inline",
    "status of 404",
)


def test_whatever_goes_wrong_in_a_page_is_noticed(page: Page, watch: Watch) -> None:
    page.goto("/auth/login/")
    page.evaluate("console.warn('a warning')")
    page.evaluate("setTimeout(() => { throw new Error('a fault of a script') })")
    page.evaluate("document.body.setAttribute('onclick', 'alert(1)')")
    page.evaluate("fetch('/nowhere/')")
    for _moment in range(100):  # the browser tells of them when it has the time
        seen = "\n".join(watch.faults)
        if all(part in seen for part in WRONG):
            break
        page.wait_for_timeout(100)
    assert [part for part in WRONG if part not in seen] == []
    with pytest.raises(Error):
        page.goto("http://crm.example/")
    assert "request to http://crm.example/" in watch.faults
    watch.faults.clear()


def test_the_copy_of_axe_is_the_version_that_the_front_end_names() -> None:
    package = json.loads((ROOT / "frontend/package.json").read_text())
    assert SOURCE.startswith(f"/*! axe v{package['devDependencies']['axe-core']}\n")
