"""Sign-in counts attempts in the cache, which tests must not share."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    cache.clear()
