"""Which words of the house a typed word may have meant.

Near words share trigrams (pg_trgm); short ones, of which a slip leaves too few trigrams, share
what is left when a letter is dropped from either. rapidfuzz then counts the slips: a letter wrong,
missing, too many, or two swapped.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from rapidfuzz.distance import OSA

from crm.common.search.asked import Asked
from crm.common.search.vocabulary import LONGEST, SHORT_WORD, SHORTEST

MOST = 8
_NEAR = """
    SELECT asked.word, near.word
    FROM unnest(%(words)s::text[]) AS asked(word)
    CROSS JOIN LATERAL (
        SELECT known.word FROM search_word AS known WHERE known.word %% asked.word
        GROUP BY known.word ORDER BY similarity(known.word, asked.word) DESC LIMIT 40
    ) AS near
    UNION
    SELECT asked.word, known.word
    FROM unnest(%(whole)s::text[], %(rests)s::text[]) AS asked(word, rest)
    JOIN search_word AS known ON known.rests @> ARRAY[asked.rest]
    UNION
    SELECT '', known.word FROM search_word AS known WHERE known.word = ANY(%(pieces)s)
"""


@dataclass(frozen=True)
class Spellings:
    """`near`: typed word (or two typed as one) → words of the house, with their likeness from 0
    to 1; `split`: typed word → two words of the house that were written together.
    """

    near: dict[str, dict[str, float]]
    split: dict[str, list[tuple[str, str]]]


NONE = Spellings({}, {})


def spellings(asked: Asked) -> Spellings:
    """One query, whatever was typed."""
    words = [word for word in asked.words if SHORTEST <= len(word) <= LONGEST]
    typed = list(
        dict.fromkeys([*words, *(pair for pair in asked.pairs.values() if len(pair) > 4)])
    )
    cuts = {word: list(_cuts(word)) for word in words}
    found = _found(typed, [piece for pieces in cuts.values() for cut in pieces for piece in cut])
    known = found.pop("", set())
    near = {word: _nearest(word, found[word]) for word in typed if word in found}
    split = {
        word: [cut for cut in pieces if known.issuperset(cut)] for word, pieces in cuts.items()
    }
    return Spellings(near, split)


def _found(typed: Sequence[str], pieces: Sequence[str]) -> dict[str, set[str]]:
    rests = [
        (word, rest) for word in typed if len(word) <= SHORT_WORD + 1 for rest in _rests(word)
    ]
    values: dict[str, Any] = {
        "words": typed,
        "whole": [word for word, _rest in rests],
        "rests": [rest for _word, rest in rests],
        "pieces": sorted(set(pieces)),
    }
    found: dict[str, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, values)
        for word, near in cursor.fetchall():
            found[word].add(near)
    return found


def _rests(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _cuts(word: str) -> Iterable[tuple[str, str]]:
    return ((word[:at], word[at:]) for at in range(SHORTEST, len(word) - SHORTEST + 1))


def _nearest(word: str, others: Iterable[str]) -> dict[str, float]:
    scored = {other: likeness(word, other) for other in others}
    best = sorted(scored, key=lambda other: (-scored[other], other))[:MOST]
    return {other: scored[other] for other in best if scored[other] > 0}


def likeness(word: str, other: str) -> float:
    """1 for the same word, 0 for one with more slips than a word of its length can bear."""
    slips: int = OSA.distance(word, other)
    length = max(len(word), len(other))
    allowed = 1 if length < 6 else 2 if length < 9 else 3
    return 1 - slips / length if slips <= allowed else 0
