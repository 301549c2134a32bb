"""Dice that fall the same for the same seed, and sizes of which few are big and many small."""

from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

T = TypeVar("T")


def dice(seed: int, part: str) -> Random:
    """Each part of the company has dice of its own, so that one can change without the others."""
    return Random(f"{seed}:{part}")  # noqa: S311 - nothing is secret


def skewed(count: int, steepness: float, *, flat: int = 20) -> list[float]:
    """Cumulated weights after Zipf; the first `flat` are not far apart."""
    return list(accumulate((rank + flat) ** -steepness for rank in range(count)))


def weighted(random: Random, shares: Sequence[tuple[T, float]]) -> T:
    return random.choices([value for value, _ in shares], [share for _, share in shares])[0]
