"""A mapping as a document that pages change section by section; parse.py judges it in the end."""

from collections.abc import Mapping, Sequence
from typing import Any

from exchange.mapping.parse import KEYS, parse_mapping
from exchange.mapping.schema import VERSION, MappingError

Document = dict[str, Any]
SECTIONS = frozenset(KEYS) - {"version", "kind"}
FIELD_SECTIONS = ("columns", "replace", "defaults", "templates", "multiply")


def empty_document(kind: str) -> Document:
    return {"version": VERSION, "kind": kind, "columns": {}}


def with_sections(document: Document, sections: Mapping[str, Any]) -> Document:
    """The document with these sections instead of its own; an empty one is left out."""
    changed = {**document, **sections}
    return {key: changed[key] for key in KEYS if key in changed and _says(key, changed[key])}


def with_replacements(document: Document, rules: Mapping[str, Mapping[str, str]]) -> Document:
    """The document with these rules beside its own; a rule for the same text takes its place, and
    one that led to the text leads on.
    """
    merged = {name: dict(known) for name, known in document.get("replace", {}).items()}
    for name, added in rules.items():
        known = {old: added.get(new, new) for old, new in merged.get(name, {}).items()}
        merged[name] = {**known, **added}
    return with_sections(document, {"replace": {name: one for name, one in merged.items() if one}})


def only_columns(document: Document, header: Sequence[str]) -> Document:
    """The document for a file with this header: columns that it lacks are let go of."""
    columns = {}
    for name, value in document.get("columns", {}).items():
        wanted = columns_of(value)
        if wanted and all(column in header for column in wanted):
            columns[name] = value
    return with_sections(document, {"columns": columns})


def columns_of(value: Any) -> list[str]:
    """The columns of a field, one or several."""
    return list(value) if isinstance(value, list) else [value] if value else []


def texts_of(value: Any) -> list[str]:
    return [str(text) for text in value] if isinstance(value, list) else [str(value or "")]


def faults_of(document: Document, kind: str) -> list[str]:
    """What is still missing or wrong, in words; empty when an import could use it."""
    try:
        parse_mapping(document, kind)
    except MappingError as error:
        return error.faults
    return []


def _says(key: str, value: Any) -> bool:
    return key in {"version", "kind", "columns"} or value not in ({}, [], "", None)
