"""With Redis gone or full people still sign in, and guessing passwords is still limited."""

import logging
import time
from collections import defaultdict
from collections.abc import Iterator

import pytest
import redis
from celery import current_app
from django.conf import settings as django_settings
from django.core.cache import cache, caches
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client
from kombu.exceptions import OperationalError
from pytest_django import Settings

from crm.common import hints
from crm.common.breaker import PAUSE_SECONDS, Breaker
from crm.common.cache import SteadyCache
from tests.cast import PASSWORD, Cast
from tests.users.test_sign_in import LOGIN, is_signed_in, sign_in

NOBODY_THERE = "redis://127.0.0.1:1/0"


def _refuse(*_args: object, **_options: object) -> None:
    raise redis.exceptions.OutOfMemoryError("command not allowed when used memory > maxmemory")


@pytest.fixture(autouse=True)
def own_breakers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test believes Redis away because another one took it away."""
    monkeypatch.setattr(SteadyCache, "breakers", defaultdict(lambda: Breaker("cache")))
    monkeypatch.setattr(hints, "broker", Breaker("broker"))
    caches["default"] = caches.create_connection("default")
    yield
    LocMemCache(str(django_settings.CACHES["default"]["LOCATION"]), {}).clear()
    del caches["default"]


@pytest.fixture
def without_redis(settings: Settings) -> Iterator[None]:
    default = settings.CACHES["default"]
    settings.CACHES = {"default": {**default, "LOCATION": NOBODY_THERE}}
    yield
    cache.clear()


@pytest.fixture
def full_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads and deletes, and takes nothing."""
    monkeypatch.setattr(redis.Redis, "set", _refuse)


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.name for record in caplog.records if record.name == "crm.breaker"]


@pytest.mark.usefixtures("without_redis")
def test_without_redis_one_signs_in_as_ever(
    cast: Cast, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    page = client.post(LOGIN, {"login": cast.anna.email, "password": PASSWORD}, follow=True)
    assert is_signed_in(client)
    assert "alert" not in page.content.decode().lower().split("toasts")[1].split("</section>")[0]
    assert len(warnings(caplog)) == 1, "one for the outage, not one for each thing that was asked"


@pytest.mark.parametrize("trouble", ["without_redis", "full_redis"])
def test_guessing_is_limited_without_redis_too(
    cast: Cast, trouble: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(trouble)
    for attempt in range(5):
        sign_in(Client(), cast.anna.email, f"wrong {attempt} " * 3)
    client = Client()
    sign_in(client, cast.anna.email)
    assert not is_signed_in(client)
    other = Client()
    sign_in(other, cast.arvid.email)
    assert is_signed_in(other)


@pytest.mark.usefixtures("full_redis")
def test_a_full_redis_forgets_no_attempt_when_it_is_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It would answer a question, but with nothing: it is believed when it takes a value."""
    cache.set("attempts", 4)
    later = time.monotonic() + PAUSE_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert cache.get("attempts") == 4


def test_redis_counts_again_when_it_is_back(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(redis.Redis, "set", _refuse)
        cache.set("word", "in memory")
    assert cache.get("word") == "in memory", "not asked for a while"
    later = time.monotonic() + PAUSE_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert cache.get("word") is None
    assert [record.message for record in caplog.records if record.name == "crm.breaker"] == [
        "does not answer",
        "answers again",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_hint_that_cannot_be_sent_costs_one_try(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def refuse(task: str, *_args: object, **_options: object) -> None:
        tries.append(task)
        raise OperationalError("gone")

    monkeypatch.setattr(current_app, "send_task", refuse)
    with caplog.at_level(logging.WARNING):
        for number in range(50):
            hints.hint("messaging.tasks.send_mail", number)
    assert len(tries) == 1
    assert [record.levelname for record in caplog.records] == ["WARNING"]
