"""Names that answer a condition, and which of them a person may see.

Names are looked up first and visibility is asked of the few that answer, because that is quick for
everybody. Where more names answer than are looked up, others' records might stand in the way of
one's own: the rows that the person sees are then searched by themselves. So nobody finds less
because colleagues have records of like names.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import IntegerField, Q, TextField, Value

from crm.common.models import all_rows
from crm.common.search.registry import RecordKind, Rows

LOOKED_UP = 120
Keys = dict[int, str]
"""Primary key → search key."""
Answers = dict[tuple[str, int], Keys]


def lookup(asked: Iterable[tuple[RecordKind, Sequence[Q]]]) -> Answers:
    """By kind and number of the condition; one query for all of them."""
    parts = [
        _part(kind, number, condition)
        for kind, conditions in asked
        for number, condition in enumerate(conditions)
    ]
    answers: Answers = defaultdict(dict)
    if parts:
        for kind, number, pk, key in parts[0].union(*parts[1:], all=True):
            answers[kind, number][pk] = key
    return answers


def _part(kind: RecordKind, number: int, condition: Q) -> Any:
    rows: Any = _rows_of(kind).filter(condition).order_by()
    marked = rows.annotate(
        search_kind=Value(kind.kind, TextField()), search_step=Value(number, IntegerField())
    )
    return marked.values_list("search_kind", "search_step", "pk", "search_key")[:LOOKED_UP]


def _rows_of(kind: RecordKind) -> Rows:
    return all_rows(kind.model).filter(deleted_at=None)


@dataclass
class Sight:
    """What one person sees of a kind. `seen` holds the names met so far; whether a name may be
    seen is asked once.
    """

    kind: RecordKind
    user: Any
    seen: Keys = field(default_factory=dict)
    _asked: set[int] = field(default_factory=set)

    @cached_property
    def rows(self) -> Rows:
        return self.kind.rows(self.user)

    def visible(self, answers: Sequence[Keys], conditions: Sequence[Q], wanted: int) -> Keys:
        """`answers`: the names of this kind that each condition looked up."""
        found: Keys = {}
        crowded: list[Q] = []
        for names, condition in zip(answers, conditions, strict=True):
            if len(names) < LOOKED_UP or self._sees_all:
                found |= names
            else:
                crowded.append(condition)
        found = self._seen_of(found)
        for condition in crowded:
            if len(found) < wanted:
                own = self.rows.filter(condition).order_by()
                found.update(dict(own.values_list("pk", "search_key")[: 2 * wanted]))
        self.seen |= found
        return found

    def found_at(self, condition: Q, label: str = "pk") -> dict[int, Any]:
        """Primary keys, with the column `label`, of the rows that meet a narrow condition."""
        rows = self.rows.filter(condition).order_by()
        return dict(rows.values_list("pk", label)[:LOOKED_UP])

    def _seen_of(self, names: Keys) -> Keys:
        if self._sees_all:
            return names
        if new := names.keys() - self._asked:
            self._asked |= new
            rows = self.rows.filter(pk__in=list(new)).values_list("pk", flat=True)
            self.seen |= {pk: names[pk] for pk in rows}
        return {pk: key for pk, key in names.items() if pk in self.seen}

    @cached_property
    def _sees_all(self) -> bool:
        """Whether nothing narrows the rows that are looked up."""
        return bool(self.rows.query.where == _rows_of(self.kind).query.where)
