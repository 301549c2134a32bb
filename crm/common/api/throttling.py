"""How many requests a minute one key, or one signed-in person, may make."""

import logging
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

MINUTE = 60
logger = logging.getLogger("crm.request")


class MinuteThrottle(BaseThrottle):
    """Counts in the cache by the minute; without the cache nothing is limited."""

    def allow_request(self, request: Request, view: Any) -> bool:
        most: int = settings.API_REQUESTS_PER_MINUTE
        if not most or request.user.pk is None:
            return True
        key = f"api:{_who(request)}:{int(time.time()) // MINUTE}"
        return _counted(key) <= most

    def wait(self) -> int:
        """Seconds until the next minute."""
        return MINUTE - int(time.time()) % MINUTE


def _who(request: Request) -> str:
    token = getattr(request.auth, "pk", None)
    return f"token:{token}" if token else f"user:{request.user.pk}"


def _counted(key: str) -> int:
    try:
        cache.add(key, 0, timeout=2 * MINUTE)
        return cache.incr(key)
    except (RedisError, ValueError):  # gone, or emptied just now
        logger.warning("requests are not counted: the cache does not answer")
        return 0
