"""How far an import is: of a thousand parts, reading takes 200, matching 100, judging and writing
the rest.
"""

from collections.abc import Callable, Iterator

from crm.common.failpoints import failpoint
from exchange.readers import Row

Told = Callable[[int, int], None]
PARTS, READING, MATCHING = 1_000, 200, 100
TOLD_EVERY = 500
BYTES_A_ROW = 60
MARKS = (30, 90)


def silent(done: int, total: int) -> None:
    """Nobody asks."""


class Pace:
    """Tells how far it is; whoever is told may raise, and so stop the import."""

    def __init__(self, told: Told, size: int) -> None:
        """`size` of the file in bytes: while it is read, nobody knows yet how many rows come."""
        self._told = told
        self._expected = max(size // BYTES_A_ROW, 1)
        self._matched = self._written = 0
        self.rows = 0

    def read(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            self.rows += 1
            if self.rows % TOLD_EVERY == 0:
                share = self.rows / max(self._expected, self.rows)
                self._told(round(READING * share), PARTS)
            yield row

    def matched(self, rows: int) -> None:
        self._matched += rows
        self._told(READING + round(MATCHING * self._matched / (self.rows or 1)), PARTS)

    def wrote(self, rows: int) -> None:
        before, self._written = self._written, self._written + rows
        begun = READING + MATCHING
        self._told(begun + round((PARTS - begun) * self._written / (self.rows or 1)), PARTS)
        for mark in MARKS:
            if before * 100 < mark * self.rows <= self._written * 100:
                failpoint(f"import.at_{mark}_percent")
