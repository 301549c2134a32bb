"""A server that may be away without harm is not asked again and again meanwhile."""

import logging
import time

logger = logging.getLogger("crm.breaker")
PAUSE_SECONDS = 10


class Breaker:
    """One for each such server and process; it logs once that the server went, once that it came
    back.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._away = False
        self._ask_again_at = 0.0

    @property
    def is_open(self) -> bool:
        """The server did not answer a moment ago: do without it."""
        return self._away and time.monotonic() < self._ask_again_at

    @property
    def was_open(self) -> bool:
        """The server was away when it was asked last."""
        return self._away

    def failed(self, error: Exception) -> None:
        if not self._away:
            logger.warning("does not answer", extra={"server": self.name, "reason": str(error)})
        self._away = True
        self._ask_again_at = time.monotonic() + PAUSE_SECONDS

    def answered(self) -> None:
        if self._away:
            logger.warning("answers again", extra={"server": self.name})
        self._away = False
