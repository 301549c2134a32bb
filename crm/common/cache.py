"""The cache, which limits how often one may try to sign in: in Redis, so that all processes count
together. While Redis is away or full each process counts for itself, so nobody is locked out and
no door stands open.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from crm.common.breaker import Breaker

PROBE = "probe"


class SteadyCache(BaseCache):
    """Redis, or this process's memory while Redis does not take what it is given."""

    breakers: defaultdict[str, Breaker] = defaultdict(lambda: Breaker("cache"))

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._redis: BaseCache = RedisCache(server, params)
        self._memory: BaseCache = LocMemCache(server, {"OPTIONS": {"MAX_ENTRIES": 10_000}})
        self._breaker = self.breakers[server]

    def _ask(self, call: Callable[[BaseCache], Any]) -> Any:
        """From Redis; a server that was away is believed again when it takes a value."""
        if self._breaker.is_open:
            return call(self._memory)
        try:
            if self._breaker.was_open:
                self._redis.set(PROBE, 1, timeout=1)
            found = call(self._redis)
        except RedisError as error:
            self._breaker.failed(error)
            return call(self._memory)
        self._breaker.answered()
        return found

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> Any:
        return self._ask(lambda cache: cache.add(key, value, timeout, version))

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._ask(lambda cache: cache.get(key, default, version))

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> Any:
        return self._ask(lambda cache: cache.set(key, value, timeout, version))

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self._ask(lambda cache: cache.touch(key, timeout, version))

    def delete(self, key: Any, version: Any = None) -> Any:
        return self._ask(lambda cache: cache.delete(key, version))

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> Any:
        return self._ask(lambda cache: cache.incr(key, delta, version))

    def has_key(self, key: Any, version: Any = None) -> Any:
        return self._ask(lambda cache: cache.has_key(key, version))

    def clear(self) -> Any:
        return self._ask(lambda cache: cache.clear())
