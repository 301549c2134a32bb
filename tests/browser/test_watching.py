"""The other tests of this folder can fail: what may not happen in a browser is noticed."""

import json

import pytest
from playwright.sync_api import Error, Page

from tests.browser.axe import SOURCE
from tests.browser.watching import Watch
from tests.faults.processes import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_whatever_goes_wrong_in_a_page_is_noticed(page: Page, watch: Watch) -> None:
    page.goto("/auth/login/")
    page.evaluate("console.warn('a warning')")
    page.evaluate("setTimeout(() => { throw new Error('a fault of a script') })")
    page.evaluate("document.body.setAttribute('onclick', 'alert(1)')")
    page.evaluate("fetch('/nowhere/')")
    with pytest.raises(Error):
        page.goto("http://crm.example/")
    page.wait_for_timeout(100)
    seen = "\n".join(watch.faults)
    watch.faults.clear()
    for part in (
        "a warning",
        "a fault of a script",
        "CSP: script-src-attr blocked inline",
        "status of 404",
        "request to http://crm.example/",
    ):
        assert part in seen, seen


def test_the_copy_of_axe_is_the_version_that_the_front_end_names() -> None:
    package = json.loads((ROOT / "frontend/package.json").read_text())
    assert SOURCE.startswith(f"/*! axe v{package['devDependencies']['axe-core']}\n")
