"""How well a name answers what was typed."""

import math
from dataclasses import dataclass

from crm.common.search.asked import Asked, without_form
from crm.common.search.spelling import Spellings

WHOLE = 0.999
"""From here on every word was found as it was typed."""
FIRM = 0.85
"""From here on the name begins with what was typed, word by word."""
GOOD = 0.6
"""Below, a word of several is missing."""
BEGUN, INSIDE, SLIPPED, JOINED = 0.95, 0.75, 0.9, 0.97


@dataclass(frozen=True, slots=True)
class Rank:
    """`fit` is the share of the typed letters that the name answers, from 0 to 1; `score`, to sort
    by, also prefers short names, those that begin as typed, and those of the legal form typed.
    """

    fit: float
    score: float


def rank(asked: Asked, key: str, spelt: Spellings) -> Rank:
    names = without_form(key)
    values = [_value(word, names, spelt) for word in asked.words]
    if len(names) < len(values) or min(values, default=1) < INSIDE:
        _join(asked, names, spelt, values)
    letters = sum(map(len, asked.words))
    answered = sum(value * len(word) for value, word in zip(values, asked.words, strict=True))
    fit = answered / (letters or 1)
    beyond = max(0, sum(map(len, names)) - letters)
    score = fit - 0.15 * beyond / (beyond + 10)
    if asked.words and names and names[0].startswith(asked.words[0]):
        score += 0.03
    if asked.form and f" {asked.form} " in key:
        score += 0.01
    return Rank(fit, score)


def _join(asked: Asked, names: list[str], spelt: Spellings, values: list[float]) -> None:
    """Two typed words may be one of the name."""
    for (first, second), pair in asked.pairs.items():
        value = JOINED * _value(pair, names, spelt)
        values[first], values[second] = max(values[first], value), max(values[second], value)


def _value(word: str, names: list[str], spelt: Spellings) -> float:
    if word in names:
        return 1
    near = spelt.near.get(word, {})
    best = max((_answer(word, name, near) for name in names), default=0)
    for left, right in spelt.split.get(word, ()):
        if left in names and right in names:
            best = max(best, JOINED)
    return best


def _answer(word: str, name: str, near: dict[str, float]) -> float:
    value = SLIPPED * near.get(name, 0)
    if name.startswith(word):
        return max(value, BEGUN if len(word) > 2 else BEGUN - 0.1)
    if word in name:
        return max(value, INSIDE * math.sqrt(len(word) / len(name)))
    return value
