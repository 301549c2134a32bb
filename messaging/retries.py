"""When a mail that was not accepted is tried again, and when it is given up."""

from datetime import datetime, timedelta

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
"""After the first, second, third … failure; the last one goes on."""

GIVE_UP_AFTER = timedelta(hours=48)


def next_try(attempt: int, first_try_at: datetime, at: datetime) -> datetime | None:
    """When to try again after `attempt` (1, 2, …) failed at `at`; None: 48 hours are over.

    The last try is made at the end of the 48 hours, so no server is given up that was back in
    time.
    """
    end = first_try_at + GIVE_UP_AFTER
    if at >= end:
        return None
    return min(at + PAUSES[min(attempt, len(PAUSES)) - 1], end)
