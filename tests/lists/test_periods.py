"""Spans around today, at the turns of months, quarters and years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.common.lists.where.periods import PERIODS, last_days, next_days, period

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("today", "2026-12-31", "2026-12-31"),
        ("tomorrow", "2027-01-01", "2027-01-01"),
        ("this_week", "2026-12-28", "2027-01-03"),
        ("last_week", "2026-12-21", "2026-12-27"),
        ("this_month", "2026-12-01", "2026-12-31"),
        ("last_month", "2026-11-01", "2026-11-30"),
        ("next_month", "2027-01-01", "2027-01-31"),
        ("this_quarter", "2026-10-01", "2026-12-31"),
        ("last_quarter", "2026-07-01", "2026-09-30"),
        ("next_quarter", "2027-01-01", "2027-03-31"),
        ("this_year", "2026-01-01", "2026-12-31"),
        ("last_year", "2025-01-01", "2025-12-31"),
        ("next_year", "2027-01-01", "2027-12-31"),
    ],
)
def test_a_period_has_its_first_and_last_day(name: str, first: str, last: str) -> None:
    assert period(date(2026, 12, 31), name) == (
        date.fromisoformat(first),
        date.fromisoformat(last),
    )


@given(DAYS, st.sampled_from(["week", "month", "quarter", "year"]))
def test_last_this_and_next_follow_each_other(today: date, unit: str) -> None:
    before, now, after = (period(today, f"{step}_{unit}") for step in ("last", "this", "next"))
    ends = [end for span in (before, now, after) for end in span if end]
    assert len(ends) == 6
    assert ends == sorted(ends)
    assert ends[2] <= today <= ends[3]
    assert [ends[2] - ends[1], ends[4] - ends[3]] == [timedelta(days=1)] * 2


@given(DAYS, st.integers(0, 9999))
def test_days_back_and_ahead_meet_today(today: date, days: int) -> None:
    assert last_days(today, days)[1] == today == next_days(today, days)[0]


def test_every_period_has_a_name() -> None:
    assert all(str(label) for label, _span, _step in PERIODS.values())
