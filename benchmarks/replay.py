"""A page's own SQL, sent by psycopg2 alone: what the page cannot be faster than."""

from collections.abc import Sequence
from statistics import median
from time import perf_counter
from typing import Any

import psycopg2

ROUNDS, LONGEST_SECONDS = 30, 6
READS = ("SELECT", "WITH")


def replayed(address: str, statements: Sequence[str]) -> float:
    """Milliseconds for all SELECTs of a page, one after the other; the median of some rounds."""
    reads = [sql for sql in statements if sql.lstrip(" \n(").upper().startswith(READS)]
    database = psycopg2.connect(address)
    database.autocommit = True
    try:
        with database.cursor() as cursor:
            return 1000 * median(_rounds(cursor, reads))
    finally:
        database.close()


def _rounds(cursor: Any, reads: Sequence[str]) -> list[float]:
    rounds: list[float] = []
    while len(rounds) < ROUNDS and sum(rounds) < LONGEST_SECONDS:
        begun = perf_counter()
        for sql in reads:
            cursor.execute(sql)
            cursor.fetchall()
        rounds.append(perf_counter() - begun)
    return rounds
