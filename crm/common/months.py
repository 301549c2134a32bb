"""Calendar arithmetic of months; a month is named by its first day."""

from datetime import date, timedelta


def first_day(day: date) -> date:
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    """The first day of the month `count` months later (earlier when negative)."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def last_day(month: date) -> date:
    return add_months(month, 1) - timedelta(days=1)


def previous_month(today: date) -> date:
    return add_months(first_day(today), -1)


def parse_month(text: str) -> date:
    """`2017-06` → 1 June 2017. Raises ValueError."""
    year, _dash, month = text.partition("-")
    if not (len(year) == 4 and len(month) == 2 and year.isdecimal() and month.isdecimal()):
        raise ValueError(f"{text!r} is not a month like 2017-06.")
    return date(int(year), int(month), 1)
