"""Which column fills which field, most certain first; each column is used once."""

from difflib import SequenceMatcher
from typing import Any

from django.conf import settings

from exchange.mapping.fields import KINDS, FieldSpec, Type
from exchange.mapping.schema import VERSION
from exchange.profiling import PATTERNS, ColumnProfile, FileProfile
from exchange.suggesting.names import plain, spellings

SAME, ALIKE, BY_CONTENT, ENOUGH = 100, 60, 40, 40
ALIKE_FROM = 0.86
NUMERIC = {Type.AMOUNT, Type.INTEGER}
TELLING = {"email": "email", "org_number": "org_number", "url": "website", "country": "country"}
"""What a column looks like → the field that it then is, whatever its name."""


def suggested_mapping(kind: str, profile: FileProfile) -> dict[str, Any]:
    """A mapping document: columns, forms of numbers and dates, the house's currency."""
    columns = suggested_columns(kind, profile)
    document: dict[str, Any] = {"version": VERSION, "kind": kind, "columns": columns}
    fields = KINDS[kind].fields
    if "currency" in fields and "currency" not in columns:
        document["defaults"] = {"currency": settings.BASE_CURRENCY}
    named = [(fields[name], profile.column(column)) for name, column in columns.items()]
    if marks := _marks([column for spec, column in named if column and spec.type in NUMERIC]):
        document["numbers"] = {"decimal": marks[0], "group": marks[1]}
    dates = [column for spec, column in named if column and spec.type == Type.DATE]
    if (pattern := _pattern(dates)) not in {"", "YYYY-MM-DD"}:
        document["dates"] = pattern
    return document


def suggested_columns(kind: str, profile: FileProfile) -> dict[str, str]:
    ranked = sorted(
        (
            (-score, at, order, spec.name, column.name)
            for at, spec in enumerate(KINDS[kind].fields.values())
            for order, column in enumerate(profile.columns)
            if (score := score_of(kind, spec, column)) >= ENOUGH
        ),
    )
    found: dict[str, str] = {}
    for _score, _at, _order, name, column in ranked:
        if name not in found and column not in found.values():
            found[name] = column
    return found


def score_of(kind: str, spec: FieldSpec, column: ColumnProfile) -> int:
    """0: not this one. A name that fits is worth more than a content that does."""
    if not _may_hold(spec, column):
        return 0
    told_by_content = TELLING.get(column.looks) == spec.name
    if told_by_content and _calls_it(kind, spec.name, column.name) < ALIKE:
        return BY_CONTENT
    return _calls_it(kind, spec.name, column.name) + (5 if told_by_content else 0)


def _calls_it(kind: str, field: str, column: str) -> int:
    name = plain(column)
    known = spellings(kind, field)
    if name in known:
        return SAME
    likeness = max(SequenceMatcher(None, name, one).ratio() for one in known)
    return ALIKE if likeness >= ALIKE_FROM else 0


def _may_hold(spec: FieldSpec, column: ColumnProfile) -> bool:
    """What stands in a column can rule a field out; an empty column rules out nothing."""
    if column.looks == "empty":
        return True
    needs = {
        Type.DATE: bool(column.dates),
        Type.EMAIL: column.looks == "email",
        Type.URL: column.looks in {"url", "text"},
        Type.PHONE: column.looks in {"phone", "number", "text", "date"},
    }
    if spec.type in NUMERIC:
        return bool(column.marks)
    if spec.name == "full_name" or spec.to in {"owners", "accounts"}:
        return column.looks not in {"date", "email"} or spec.to == "owners"
    return needs.get(spec.type, True)


def _marks(columns: list[ColumnProfile]) -> tuple[str, str] | None:
    """The marks that fit all these columns, where only one decimal mark does."""
    fitting = [{(decimal, group) for decimal, group in column.marks} for column in columns]
    common = set.intersection(*fitting) if fitting else set()
    ordered = [tuple(pair) for column in columns[:1] for pair in column.marks]
    left = [(decimal, group) for decimal, group in ordered if (decimal, group) in common]
    one_mark = len({decimal for decimal, _group in left}) == 1
    return left[0] if left and one_mark else None


def _pattern(columns: list[ColumnProfile]) -> str:
    """The pattern that fits all these columns; nothing when several orders of day and month do."""
    fitting = [set(column.dates) for column in columns if column.dates]
    common = set.intersection(*fitting) if fitting else set()
    if {"DD/MM/YYYY", "MM/DD/YYYY"} <= common:
        return ""
    return next((pattern for pattern in PATTERNS if pattern in common), "")
