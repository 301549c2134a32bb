"""Which databases of Redis a process of the tests has for itself: processes of one run share a
server, and each empties its own cache and broker.
"""

import os
import re

PAIRS = 7
"""A server has 16 databases; the first two are the installation's."""


def cache_number() -> int:
    return 2 + 2 * _place()


def broker_number() -> int:
    return 3 + 2 * _place()


def _place() -> int:
    """0 for a run in one process, else the number of the xdist worker."""
    digits = re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "gw0"))
    place = int(digits)
    assert place < PAIRS, f"More than {PAIRS} processes would share databases of one Redis."
    return place
