"""Finding the records that incoming data speaks of: one set of rules for forms, API and imports.

Keys are tried in order. A decisive key (an identifier of another system, an organisation number, a
sign-in address) names one record; when two of them name different records, or the record named has
another identifier than the one wanted, that is a conflict. The other keys (a name) count only when
no decisive key found anything, and pass over records whose identifiers say otherwise: two
companies of one name with different numbers stay two.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower

Rows = QuerySet[Any, Any]
Find = Callable[[Rows, Sequence[str]], Iterable[tuple[str, int]]]
Wanted = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Key:
    """`find` returns (value, primary key) of the rows that have one of the values, values in the
    form of `normal`.

    `identity` is the column of a key that no two records may share, for telling records of one
    name apart.
    """

    name: str
    find: Find
    normal: Callable[[str], str] = str.strip
    decisive: bool = False
    identity: str = ""


class Verdict(Enum):
    NEW = "new"
    FOUND = "found"
    SEVERAL = "several"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Match:
    """`key` is the one that decided; `pks` are all records that it named."""

    verdict: Verdict
    key: str = ""
    pks: tuple[int, ...] = ()

    @property
    def pk(self) -> int:
        return self.pks[0]


NEW = Match(Verdict.NEW)


def normal_name(text: str) -> str:
    """Names compare without regard to case and to the width of their blanks."""
    return " ".join(text.split()).lower()


def by_identifier(name: str = "external_id") -> Key:
    """A decisive key that must be the same letter by letter."""

    def find(rows: Rows, values: Sequence[str]) -> Iterable[tuple[str, int]]:
        # That none is empty, the planner has to be told: else it does not use the partial index.
        filled = rows.exclude(**{name: ""})
        found = filled.filter(**{f"{name}__in": values}).values_list(name, "pk")
        return ((str(value), int(pk)) for value, pk in found)

    return Key(name, find, decisive=True, identity=name)


def by_name(name: str, *, decisive: bool = False, identity: str = "") -> Key:
    """A key that compares as names do."""

    def find(rows: Rows, values: Sequence[str]) -> Iterable[tuple[str, int]]:
        lowered = rows.annotate(lowered_name=Lower(name)).filter(lowered_name__in=values)
        return ((str(value), int(pk)) for value, pk in lowered.values_list("lowered_name", "pk"))

    return Key(name, find, normal_name, decisive=decisive, identity=identity)


def match(rows: Rows, keys: Sequence[Key], wanted: Sequence[Wanted]) -> list[Match]:
    """For each wanted set of key values what it names among the rows; one query a key, and one for
    identities.
    """
    found = {key.name: _found(rows, key, wanted) for key in keys}
    pks = {pk for hits in found.values() for named in hits.values() for pk in named}
    identities = _identities(rows, keys, pks)
    return [_decide(keys, found, identities, one) for one in wanted]


def _found(rows: Rows, key: Key, wanted: Sequence[Wanted]) -> dict[str, list[int]]:
    values = {key.normal(one[key.name]) for one in wanted if one.get(key.name)}
    hits: dict[str, list[int]] = defaultdict(list)
    if values:
        for value, pk in key.find(rows, sorted(values)):
            if pk not in hits[value]:
                hits[value].append(pk)
    return hits


def _identities(rows: Rows, keys: Sequence[Key], pks: set[int]) -> dict[int, dict[str, str]]:
    names = [key.identity for key in keys if key.identity]
    if not names or not pks:
        return {}
    records = rows.filter(pk__in=pks).values("pk", *names)
    return {record["pk"]: {name: record[name] for name in names} for record in records}


def _decide(
    keys: Sequence[Key],
    found: dict[str, dict[str, list[int]]],
    identities: dict[int, dict[str, str]],
    one: Wanted,
) -> Match:
    decided: Match | None = None
    for key in keys:
        value = key.normal(one.get(key.name) or "")
        pks = tuple(found[key.name].get(value, ())) if value else ()
        if not key.decisive:
            pks = tuple(pk for pk in pks if not _contradicts(keys, identities.get(pk, {}), one))
        if not pks:
            continue
        if decided is None:
            decided = _first(keys, key, pks, identities, one)
        elif key.decisive and decided.pk not in pks:
            return Match(Verdict.CONFLICT, key.name, (decided.pk, *pks))
        if not key.decisive:
            break
    return decided or NEW


def _first(
    keys: Sequence[Key],
    key: Key,
    pks: tuple[int, ...],
    identities: dict[int, dict[str, str]],
    one: Wanted,
) -> Match:
    """The verdict of the first key that finds anything; keys before it found nothing, so they may
    contradict.
    """
    if len(pks) > 1:
        return Match(Verdict.SEVERAL, key.name, pks)
    earlier = keys[: keys.index(key)]
    if _contradicts(earlier, identities.get(pks[0], {}), one):
        return Match(Verdict.CONFLICT, key.name, pks)
    return Match(Verdict.FOUND, key.name, pks)


def _contradicts(keys: Sequence[Key], identity: dict[str, str], one: Wanted) -> bool:
    for key in keys:
        has, wants = identity.get(key.identity, ""), one.get(key.name) or ""
        if key.identity and has and wants and key.normal(has) != key.normal(wants):
            return True
    return False
