"""A day on which the clock stands still: for tests during which no minute and no day may end."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def still_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield
