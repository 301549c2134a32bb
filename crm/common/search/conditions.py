"""What was typed as conditions on search keys; also for the text filter of lists (`holding`)."""

import re
from functools import reduce
from operator import and_, or_

from django.db.models import Q

from crm.common.search.asked import Asked, read
from crm.common.search.keys import search_key
from crm.common.search.spelling import Spellings

NOTHING = Q(pk__in=())
USUAL_FORMS = ("ab", "as", "oy", "aps", "gmbh", "ltd")


def holding(text: str, column: str = "search_key") -> Q:
    """Names with all the words typed, in any order, each at any place of a word. No slips."""
    return _all([_part(word, column) for word in read(text).words])


def whole(asked: Asked) -> Q:
    """The name itself, as typed or with a usual legal form."""
    name = " ".join(asked.words)
    forms = ["", *sorted({asked.form, *USUAL_FORMS} - {""})]
    keys = {search_key(asked.text), *(search_key(f"{name} {form}") for form in forms)}
    return Q(search_key__in=sorted(keys))


def begun(asked: Asked) -> Q:
    """Each word at the beginning of a word."""
    return _all([_part(f" {word}") for word in asked.words])


def inside(asked: Asked) -> Q:
    return _all([_part(word) for word in asked.words])


def spelt_near(asked: Asked, spelt: Spellings, column: str = "search_key") -> Q:
    return _all(_near_words(asked, spelt, column))


def lacking_one(asked: Asked, spelt: Spellings) -> Q:
    """All words but one; the nearest there is when somebody added a word of their own."""
    near = _near_words(asked, spelt, "search_key")
    if len(near) < 2:
        return NOTHING
    return reduce(or_, (_all(near[:at] + near[at + 1 :]) for at in range(len(near))))


def _near_words(asked: Asked, spelt: Spellings, column: str) -> list[Q]:
    near = [_near(word, spelt, column) for word in asked.words]
    for (first, second), pair in asked.pairs.items():
        if pair in spelt.near:
            joined = _near(pair, spelt, column)
            near[first], near[second] = near[first] | joined, near[second] | joined
    return near


def _near(word: str, spelt: Spellings, column: str) -> Q:
    found = _part(word, column)
    for other in spelt.near.get(word, ()):
        if word not in other:
            found |= _part(f" {other} ", column)
    for left, right in spelt.split.get(word, ()):
        found |= _part(f" {left} ", column) & _part(f" {right} ", column)
    return found


def _part(text: str, column: str = "search_key") -> Q:
    """Two letters are asked for with any third before them, since the index knows threes."""
    if re.fullmatch("[a-z0-9]{2}", text):
        return Q(**{f"{column}__regex": f"[a-z0-9 ]{text}"})
    return Q(**{f"{column}__contains": text})


def _all(conditions: list[Q]) -> Q:
    return reduce(and_, conditions) if conditions else NOTHING
