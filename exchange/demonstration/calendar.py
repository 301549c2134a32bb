"""Days of the two years that the demonstration company looks back on."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

YEARS = timedelta(days=730)


def working_day(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def morning_of(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=ZoneInfo(settings.TIME_ZONE))


def quarter_starts(on: date) -> list[date]:
    """The first days of the quarter of `on` and of the eight before it, oldest first."""
    index = on.year * 4 + (on.month - 1) // 3
    return [date(quarter // 4, quarter % 4 * 3 + 1, 1) for quarter in range(index - 8, index + 1)]
