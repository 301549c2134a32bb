"""Spans of days around today. Both ends belong to a span; None leaves an end open."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Span = tuple[date | None, date | None]

MOST_DAYS = 9999


def last_days(today: date, days: int) -> Span:
    return today - timedelta(days=days), today


def next_days(today: date, days: int) -> Span:
    return today, today + timedelta(days=days)


def day(today: date, step: int) -> Span:
    found = today + timedelta(days=step)
    return found, found


def week(today: date, step: int) -> Span:
    """From Monday to Sunday."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
    return monday, monday + timedelta(days=6)


def month(today: date, step: int) -> Span:
    return _months(today, today.month, 1, step)


def quarter(today: date, step: int) -> Span:
    return _months(today, (today.month - 1) // 3 * 3 + 1, 3, step)


def year(today: date, step: int) -> Span:
    return _months(today, 1, 12, step)


def _months(today: date, first_month: int, length: int, step: int) -> Span:
    first = today.year * 12 + first_month - 1 + step * length
    after = first + length
    begins = date(first // 12, first % 12 + 1, 1)
    return begins, date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


PERIODS: Mapping[str, tuple[str | Promise, Callable[[date, int], Span], int]] = {
    "today": (_("today"), day, 0),
    "yesterday": (_("yesterday"), day, -1),
    "tomorrow": (_("tomorrow"), day, 1),
    "this_week": (_("this week"), week, 0),
    "last_week": (_("last week"), week, -1),
    "next_week": (_("next week"), week, 1),
    "this_month": (_("this month"), month, 0),
    "last_month": (_("last month"), month, -1),
    "next_month": (_("next month"), month, 1),
    "this_quarter": (_("this quarter"), quarter, 0),
    "last_quarter": (_("last quarter"), quarter, -1),
    "next_quarter": (_("next quarter"), quarter, 1),
    "this_year": (_("this year"), year, 0),
    "last_year": (_("last year"), year, -1),
    "next_year": (_("next year"), year, 1),
}


def period(today: date, name: str) -> Span:
    """One of PERIODS. Raises KeyError."""
    _label, span, step = PERIODS[name]
    return span(today, step)
