"""axe finds nothing serious on any page: both themes, both languages, wide and narrow."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from crm.common.days import business_day
from crm.common.months import previous_month
from exchange.demonstration.people import Staff
from tests.browser.axe import Axe
from tests.browser.conftest import WIDE, OpenBrowser
from tests.browser.pages import PageOf, pages_of_a_visitor, pages_of_the_administrator
from tests.browser.watching import Watch
from tests.cast import Cast
from users.models import User

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
    page.set_viewport_size(WIDE)
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


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_opens_and_goes_wrong_has_no_serious_finding(
    theme: str, cast: Cast, open_browser: OpenBrowser, watch: Watch
) -> None:
    """Menus, dialogs, messages, forms with errors, and the pages of errors."""
    watch.expect(400, 403, 404, 422)
    type(cast.anna).objects.filter(pk=cast.anna.pk).update(theme=theme)
    page = open_browser(cast.anna).new_page()
    axe, found = Axe(page), []
    for state in STATES:
        state(page)
        found += [f"{state.__name__}: {fault}" for fault in faults_of(page, axe)]
    assert_none(found)


def _a_form_with_errors(page: Page) -> None:
    page.goto("/contacts/new/")
    page.get_by_role("button", name="Save").or_(
        page.get_by_role("button", name="Add")
    ).last.click()
    expect(page.locator(".error-summary")).to_be_focused()


def _a_message_with_undo(page: Page) -> None:
    page.goto("/pipeline/")
    page.locator("[data-row] .row-link").first.focus()
    page.keyboard.press("]")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def _an_open_menu(page: Page) -> None:
    page.keyboard.press("m")
    expect(page.locator(".menu:popover-open")).to_be_visible()


def _a_dialog_that_asks(page: Page) -> None:
    page.locator(".menu:popover-open [data-asks]").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _the_keys(page: Page) -> None:
    page.goto("/deals/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def _chosen_filters(page: Page) -> None:
    page.goto("/deals/?outcome=open&q=el")


def _nothing_found(page: Page) -> None:
    page.goto("/accounts/?q=nowhere")


def _unknown_filter(page: Page) -> None:
    page.goto("/accounts/?unknown=1")


def _not_allowed(page: Page) -> None:
    page.goto("/outbox/")


def _not_there(page: Page) -> None:
    page.goto("/nowhere/")


STATES: list[Callable[[Page], None]] = [
    _a_form_with_errors,
    _a_message_with_undo,
    _an_open_menu,
    _a_dialog_that_asks,
    _the_keys,
    _chosen_filters,
    _nothing_found,
    _unknown_filter,
    _not_allowed,
    _not_there,
]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_full_pages_have_no_serious_finding(
    theme: str, staff: Staff, open_browser: OpenBrowser
) -> None:
    """Two years of a company stand on them: charts, rankings, columns of cards."""
    User.objects.filter(pk=staff.head.pk).update(theme=theme)
    month = previous_month(business_day(timezone.now()))
    urls = ["/", "/pipeline/", "/deals/", "/lead/", f"/reports/monthly/{month:%Y-%m}/"]
    pages = [PageOf("full", url) for url in urls]
    assert_none(look_at(open_browser(staff.head).new_page(), pages, "en"))
