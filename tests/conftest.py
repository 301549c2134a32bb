"""Fixtures that all tests share: the cast, and clients signed in as its people."""

from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
import redis
from django.conf import settings as django_settings
from django.core.cache import caches
from django.test import Client
from django.utils import translation
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from pytest_django import Settings

from crm.common import hints
from crm.common.cache import SteadyCache
from crm.common.env import redis_database
from tests.cast import Cast, build_cast
from tests.redis_numbers import cache_number
from users.models import User

pytest_plugins = ["tests.clock", "tests.smtp"]

# How long an example takes says more about the machine than about the program; the same tests on
# the same program meet the same examples.
hypothesis.settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("steady")


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A browser in which this person is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """Argon2 takes its time on purpose; the cast signs in often."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> Path:
    """Stored files of one test are no other's, nor the person's own."""
    settings.FILES_DIR = tmp_path / "stored"
    return tmp_path / "stored"


@pytest.fixture(autouse=True)
def uncollected_static_files(settings: Settings) -> None:
    """Static files come as they stand in the repository: nothing has to be collected first."""
    backend = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session", autouse=True)
def own_cache() -> Iterator[redis.Redis]:
    """A cache that one process clears is not the others'."""
    location = redis_database(django_settings.REDIS_URL, cache_number())
    django_settings.CACHES["default"]["LOCATION"] = location
    caches["default"] = caches.create_connection("default")  # one was made while apps were loaded
    with redis.Redis.from_url(location) as client:
        yield client


@pytest.fixture(autouse=True)
def empty_cache(own_cache: redis.Redis) -> None:
    """Rates of sign-in are limited anew for each test.

    Emptied by one connection: Django's cache opens another one in each test.
    """
    own_cache.flushdb()


@pytest.fixture(autouse=True)
def answering_servers() -> None:
    """A server that one test took away is asked again in the next."""
    for breaker in (hints.broker, *SteadyCache.breakers.values()):
        breaker.answered()


@pytest.fixture(autouse=True)
def same_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """hypothesis also tries constants of the modules that are loaded: another set in each run."""
    monkeypatch.setattr(providers, "_get_local_constants", Constants)


@pytest.fixture(autouse=True)
def english() -> None:
    """Tests read English unless they say otherwise."""
    translation.activate("en")
