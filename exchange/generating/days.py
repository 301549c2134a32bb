"""Days of the three years that the generated company looks back on."""

from datetime import date, timedelta
from random import Random

THREE_YEARS = timedelta(days=3 * 365)


def between(random: Random, first: date, last: date) -> date:
    """A day of the span, both included."""
    return first + timedelta(days=random.randint(0, (last - first).days))


def at(day: date) -> str:
    """A moment of the day's morning, as COPY reads it."""
    return f"{day} 08:00:00+00"
