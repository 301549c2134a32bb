"""Business days are those of the installation's `TIME_ZONE`, whatever zone a reader lives in."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings


def business_day(at: datetime) -> date:
    """The day on which `at` falls where the business is done."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
