"""What people do in several walks."""

from playwright.sync_api import Locator, Page, expect

from tests.cast import PASSWORD
from users.models import User


def sign_in(page: Page, user: User) -> None:
    """By the real form."""
    page.goto("/auth/login/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")


def sign_out(page: Page, user: User) -> None:
    page.get_by_role("button", name=user.full_name).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def live_region(page: Page) -> Locator:
    """What a screen reader is told."""
    return page.locator("#live")
