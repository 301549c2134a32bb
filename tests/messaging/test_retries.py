"""When a mail is tried again."""

from datetime import UTC, datetime, timedelta

from messaging.retries import GIVE_UP_AFTER, next_try

START = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


def test_pauses_grow_and_the_last_try_is_made_after_48_hours() -> None:
    at: datetime = START
    tries: list[timedelta] = []
    while (again := next_try(len(tries) + 1, START, at)) is not None:
        tries.append(again - at)
        at = again
    minutes = [pause / timedelta(minutes=1) for pause in tries]
    assert minutes[:7] == [1, 5, 15, 60, 240, 240, 240]
    assert at - START == GIVE_UP_AFTER
