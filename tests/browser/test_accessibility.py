"""axe finds nothing serious on any page: both themes, both languages, wide and narrow."""

import pytest
from playwright.sync_api import Page

from tests.browser.axe import Axe
from tests.browser.conftest import OpenBrowser
from tests.browser.pages import PageOf, pages_of_a_visitor, pages_of_the_administrator
from tests.cast import Cast

WIDTHS = (1440, 320)
pytestmark = pytest.mark.browser


def faults_of_structure(page: Page, language: str) -> list[str]:
    html = page.locator("html")
    found = {"lang": html.get_attribute("lang"), "h1": page.locator("h1").count()}
    return [] if found == {"lang": language, "h1": 1} else [f"{found}"]


def faults_of_width(page: Page) -> list[str]:
    beyond: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{beyond} px beyond the edge"] if beyond > 0 else []


def faults_of(page: Page, axe: Axe) -> list[str]:
    """On a screen so high that the bar at its bottom hides nothing."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 4000})
        found += [f"{width} px: {fault}" for fault in [*faults_of_width(page), *axe.findings()]]
    return found


def look_at(page: Page, pages: list[PageOf], language: str) -> list[str]:
    axe = Axe(page)
    found = []
    for entry in pages:
        page.goto(entry.url)
        faults = [*faults_of_structure(page, language), *faults_of(page, axe)]
        found += [f"{entry.route} {entry.url} {fault}" for fault in faults]
    return found


def assert_none(faults: list[str]) -> None:
    assert not faults, "\n".join(["", *faults])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "sv"])
def test_no_page_has_a_serious_finding(
    theme: str, language: str, cast: Cast, open_browser: OpenBrowser
) -> None:
    type(cast.ada).objects.filter(pk=cast.ada.pk).update(language=language, theme=theme)
    pages = pages_of_the_administrator(cast)
    page = open_browser(cast.ada).new_page()
    page.goto("/")
    assert page.locator("html").get_attribute("data-bs-theme") == theme
    assert len(pages) > 30
    assert_none(look_at(page, pages, language))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "sv"])
def test_no_page_of_a_visitor_has_a_serious_finding(
    theme: str, language: str, cast: Cast, open_browser: OpenBrowser
) -> None:
    """A visitor gets what the browser asks for."""
    page = open_browser(locale=language, color_scheme=theme).new_page()
    pages = pages_of_a_visitor(cast)
    assert len(pages) > 4
    assert_none(look_at(page, pages, language))
