"""A Chromium, the server it talks to, and the people who sit before it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)
from pytest_django import Settings

from exchange.demonstration.loading import load_demonstration
from exchange.demonstration.people import Staff
from tests.browser.server import running_server
from tests.browser.watching import Watch
from tests.cast import PASSWORD, Cast, build_cast
from users.models import User

STORED = "stored"
WIDE: ViewportSize = {"width": 1440, "height": 900}
PATIENCE = 60_000  # milliseconds: a busy machine is no fault of a page
MISSING = (
    "Chromium is missing, and the browser tests need it. On Debian: apt-get install chromium. "
    "Without it: bin/test quick"
)
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Playwright starts it without a sandbox, which root could not have: all pages are our own."""
    program = shutil.which("chromium")
    assert program, MISSING
    # Playwright runs a loop in this thread; Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def server(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    files = str(tmp_path_factory.getbasetemp() / STORED)
    with running_server(tmp_path_factory.mktemp("static"), FILES_DIR=files) as address:
        yield address


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server stores, for the workers of a test."""
    settings.FILES_DIR = tmp_path_factory.getbasetemp() / STORED
    return tmp_path_factory.getbasetemp() / STORED


@pytest.fixture(autouse=True)
def quick_passwords() -> None:
    """The server is another process and knows production's way to keep passwords only."""


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The cast, where the server sees it."""
    return build_cast()


@pytest.fixture
def staff(transactional_db: None) -> Staff:
    """The demonstration company, read in English."""
    staff = load_demonstration(PASSWORD, at=timezone.now())
    User.objects.update(language="en")
    return staff


@pytest.fixture
def watch(server: str) -> Iterator[Watch]:
    """What goes wrong in the browser; the test fails for it at its end at the latest."""
    watch = Watch(server)
    yield watch
    watch.assert_clean()


OpenBrowser = Callable[..., BrowserContext]


@pytest.fixture
def open_browser(chromium: Browser, server: str, watch: Watch) -> Iterator[OpenBrowser]:
    """Opens a browser with cookies and cache of its own; `user` is signed in there when given."""
    contexts: list[BrowserContext] = []

    def opened(user: User | None = None, **options: Any) -> BrowserContext:
        defaults = {"viewport": WIDE, "locale": "en-GB", "reduced_motion": "reduce"}
        context = chromium.new_context(base_url=server, **{**defaults, **options})
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        if user:
            client = Client()
            client.force_login(user)
            value = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": value, "url": server}])
        contexts.append(context)
        return context

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_browser: OpenBrowser, watch: Watch) -> Page:
    """A page where nobody is signed in, and from which no request leaves the machine."""
    context = open_browser()
    watch.refuse_to_leave(context)
    return context.new_page()
