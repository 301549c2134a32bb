"""Dates written to a stated pattern, such as DD/MM/YYYY. No other order is tried."""

import datetime
import re
from functools import lru_cache

TOKENS = {
    "YYYY": r"(?P<year>\d{4})",
    "MM": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{1,2})",
    "hh": r"\d{1,2}",
    "mm": r"\d{2}",
    "ss": r"\d{2}(?:\.\d+)?",
}
TOKEN = re.compile("|".join(TOKENS))
EARLIEST, LATEST = 1800, 2200


def is_date_pattern(pattern: str) -> bool:
    """True when the pattern names year, month and day once each, and otherwise only separators."""
    tokens = TOKEN.findall(pattern)
    once = all(tokens.count(token) == 1 for token in ("YYYY", "MM", "DD"))
    return once and not re.search(r"[A-SU-Za-z0-9]", TOKEN.sub("", pattern))


def parse_date(text: str, pattern: str) -> datetime.date | None:
    """The day that the text names by this pattern, or None when it names none (31/02, another
    order, other text).
    """
    found = _expression(pattern).fullmatch(text)
    if found is None:
        return None
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=32)
def _expression(pattern: str) -> re.Pattern[str]:
    parts, end = [], 0
    for found in TOKEN.finditer(pattern):
        parts += [re.escape(pattern[end : found.start()]), TOKENS[found[0]]]
        end = found.end()
    return re.compile("".join([*parts, re.escape(pattern[end:])]), re.ASCII)
