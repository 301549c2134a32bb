"""How well a name answers what was typed, from 0 to 1 and a little."""

from crm.common.search.asked import Asked, without_form
from crm.common.search.spelling import Spellings

WHOLE = 0.999
"""From here on every word was found as it was typed."""
GOOD = 0.6
"""Below, a word of several is missing."""
BEGUN, INSIDE, SLIPPED, JOINED = 0.95, 0.75, 0.9, 0.97


def rank(asked: Asked, key: str, spelt: Spellings) -> float:
    """The share of the typed letters that the name answers, less for words that nobody asked for."""
    names = without_form(key)
    values = [_value(word, names, spelt) for word in asked.words]
    for (first, second), pair in asked.pairs.items():
        value = JOINED * _value(pair, names, spelt)
        values[first], values[second] = max(values[first], value), max(values[second], value)
    letters = [len(word) for word in asked.words]
    answered = sum(value * length for value, length in zip(values, letters, strict=True))
    return answered / (sum(letters) or 1)


def order(asked: Asked, key: str, score: float) -> float:
    """To sort by: shorter names first, those that begin as typed, those of the same legal form."""
    names = without_form(key)
    beyond = max(0, len("".join(names)) - len("".join(asked.words)))
    score -= 0.15 * beyond / (beyond + 10)
    if asked.words and names[0].startswith(asked.words[0]):
        score += 0.03
    if asked.form and f" {asked.form} " in key:
        score += 0.01
    return score


def _value(word: str, names: list[str], spelt: Spellings) -> float:
    near = spelt.near.get(word, {})
    best = max((_answer(word, name, near) for name in names), default=0)
    if best < JOINED and any(
        left in names and right in names for left, right in spelt.split.get(word, ())
    ):
        return JOINED
    return best


def _answer(word: str, name: str, near: dict[str, float]) -> float:
    if word == name:
        return 1
    value = SLIPPED * near.get(name, 0)
    if name.startswith(word):
        value = max(value, BEGUN if len(word) > 2 else BEGUN - 0.1)
    elif word in name:
        value = max(value, INSIDE * (len(word) / len(name)) ** 0.5)
    return value
