"""The board by mouse, by finger and by keys."""

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from deals.models import Deal, Stage
from tests.browser.axe import Axe
from tests.browser.conftest import OpenBrowser
from tests.browser.steps import live_region
from tests.browser.watching import Watch
from tests.cast import Cast

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 390, "height": 844}


def board(page: Page, cast: Cast) -> Locator:
    """The card of Anna's deal on the board."""
    page.goto("/pipeline/", wait_until="networkidle")
    return page.locator(f"#deal-{cast.akero_deal.pk}")


def column(page: Page, stage: Stage) -> Locator:
    return page.locator(f"#stage-{stage.pk}")


def grab(page: Page, card: Locator) -> None:
    """Press on the card's text and pull a little, so that the drag begins."""
    box = card.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 12)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 20, box["y"] + box["height"] + 4, steps=8)


def drop(page: Page, on: Locator) -> None:
    box = on.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + min(box["height"] / 2, 160), steps=15)
    page.mouse.move(box["x"] + box["width"] / 2 + 2, box["y"] + min(box["height"] / 2, 162))
    page.mouse.up()


def stage_of(cast: Cast) -> Stage:
    return Deal.objects.get(pk=cast.akero_deal.pk).stage


def test_a_card_is_dragged_to_the_next_stage_and_back_by_undo(
    cast: Cast, open_browser: OpenBrowser
) -> None:
    page = open_browser(cast.anna).new_page()
    card = board(page, cast)
    grab(page, card)
    drop(page, column(page, cast.offer).locator("[data-cards]"))
    expect(live_region(page)).to_contain_text(cast.offer.name)
    expect(column(page, cast.offer).locator(f"#deal-{cast.akero_deal.pk}")).to_be_visible()
    expect(card.locator(".row-link")).to_be_focused()
    assert stage_of(cast) == cast.offer
    assert Axe(page).findings() == []
    page.keyboard.press("u")
    expect(column(page, cast.qualify).locator(f"#deal-{cast.akero_deal.pk}")).to_be_visible()
    assert stage_of(cast) == cast.qualify


def test_won_and_lost_are_places_to_drop_and_lost_asks_why(
    cast: Cast, open_browser: OpenBrowser, watch: Watch
) -> None:
    page = open_browser(cast.anna).new_page()
    card = board(page, cast)
    grab(page, card)
    expect(page.locator(".board-drop.won")).to_be_visible()
    drop(page, page.locator(".board-drop.lost"))
    reason = page.get_by_role("dialog").get_by_role("combobox").first
    expect(reason).to_be_focused()
    expect(column(page, cast.qualify).locator(f"#deal-{cast.akero_deal.pk}")).to_be_attached()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert stage_of(cast) == cast.qualify

    grab(page, card)
    drop(page, page.locator(".board-drop.lost"))
    page.get_by_role("dialog").get_by_role("combobox").first.select_option(index=1)
    page.get_by_role("button", name=f"Move to {cast.lost.name}").click()
    expect(card).to_have_count(0)
    expect(live_region(page)).to_contain_text(cast.lost.name)
    assert Deal.objects.get(pk=cast.akero_deal.pk).lost_reason


def test_a_refused_move_puts_the_card_back_and_shows_the_true_state(
    cast: Cast, open_browser: OpenBrowser, watch: Watch
) -> None:
    """Two people: the second moves what the first has moved meanwhile."""
    watch.expect(409)
    second = open_browser(cast.anna).new_page()
    card = board(second, cast)
    first = open_browser(cast.hedda).new_page()
    board(first, cast).locator(".row-link").focus()
    first.keyboard.press("]")
    expect(column(first, cast.offer).locator(f"#deal-{cast.akero_deal.pk}")).to_be_visible()

    grab(second, card)
    drop(second, second.locator(".board-drop.won"))
    expect(second.locator(".toast-text").last).to_contain_text("meanwhile")
    expect(column(second, cast.offer).locator(f"#deal-{cast.akero_deal.pk}")).to_be_visible()
    expect(card.locator(".row-link")).to_be_focused()
    assert stage_of(cast) == cast.offer


def test_without_a_connection_the_card_goes_back_and_it_is_said(
    cast: Cast, open_browser: OpenBrowser, watch: Watch
) -> None:
    context = open_browser(cast.anna)
    page = context.new_page()
    card = board(page, cast)
    context.set_offline(True)
    grab(page, card)
    drop(page, column(page, cast.offer).locator("[data-cards]"))
    expect(page.locator(".toast-text").last).to_be_visible()
    expect(column(page, cast.qualify).locator(f"#deal-{cast.akero_deal.pk}")).to_be_visible()
    context.set_offline(False)
    watch.faults.clear()  # what the browser and htmx say about being offline
    assert stage_of(cast) == cast.qualify


def test_keys_move_a_card_and_the_focus_stays_on_it(cast: Cast, open_browser: OpenBrowser) -> None:
    page = open_browser(cast.anna).new_page()
    card = board(page, cast)
    card.locator(".row-link").focus()
    page.keyboard.press("]")
    expect(column(page, cast.offer).locator(f"#deal-{cast.akero_deal.pk}")).to_be_visible()
    expect(card.locator(".row-link")).to_be_focused()
    page.keyboard.press("[")
    expect(column(page, cast.qualify).locator(f"#deal-{cast.akero_deal.pk}")).to_be_visible()
    page.keyboard.press("m")
    item = page.locator(".menu:popover-open .menu-item:not([hidden])").first
    expect(item).to_have_text(cast.offer.name)
    page.keyboard.press("Enter")
    expect(column(page, cast.offer).locator(f"#deal-{cast.akero_deal.pk}")).to_be_visible()
    assert stage_of(cast) == cast.offer


class Finger:
    """On a phone's screen; moves in steps, as a hand does."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.protocol = page.context.new_cdp_session(page)
        self.at = (0.0, 0.0)

    def down_on(self, card: Locator) -> None:
        box = card.bounding_box()
        assert box
        self.at = box["x"] + 60, box["y"] + box["height"] - 10
        self._send("touchStart", self.at)

    def move(self, to: tuple[float, float], steps: int = 10) -> None:
        (x, y), (to_x, to_y) = self.at, to
        for step in range(1, steps + 1):
            self._send("touchMove", (x + (to_x - x) * step / steps, y + (to_y - y) * step / steps))
            self.page.wait_for_timeout(40)
        self.at = to

    def up(self) -> None:
        self._send("touchEnd")

    def _send(self, kind: str, *points: tuple[float, float]) -> None:
        sent = [{"x": x, "y": y} for x, y in points]
        self.protocol.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": sent})


def test_a_finger_that_moves_at_once_scrolls(cast: Cast, open_browser: OpenBrowser) -> None:
    page = open_browser(cast.anna, viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    card, finger = board(page, cast), Finger(page)
    finger.down_on(card)
    finger.move((finger.at[0], finger.at[1] - 70))
    expect(page.locator("body.is-dragging")).to_have_count(0)
    finger.up()
    assert stage_of(cast) == cast.qualify


def test_a_finger_that_rests_first_drags_to_any_stage(
    cast: Cast, open_browser: OpenBrowser
) -> None:
    """One column is in sight, so the other stages are places to drop."""
    page = open_browser(cast.anna, viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    card, finger = board(page, cast), Finger(page)
    finger.down_on(card)
    page.wait_for_timeout(500)
    finger.move((finger.at[0] + 12, finger.at[1] + 12), steps=4)
    expect(page.locator("body.is-dragging")).to_have_count(1)
    zone = page.locator(f".board-drop[data-to='{cast.offer.pk}']")
    expect(zone).to_be_visible()
    box = zone.bounding_box()
    assert box
    finger.move((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2))
    finger.up()
    expect(column(page, cast.offer).locator(f"#deal-{cast.akero_deal.pk}")).to_be_attached()
    assert stage_of(cast) == cast.offer
