"""Freezing a report: `MonthlyContent` to JSON values and back, exactly.

Decimals, dates and instants become strings, so 1.50 stays 1.50; the types of the dataclasses say
how each is read back. A frozen report is read for as long as it is kept: a new field needs a
default, and a field is never renamed without a new VERSION and a reader for the old one.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from reports.content import MonthlyContent

VERSION = 1


def freeze(content: MonthlyContent) -> dict[str, Any]:
    """JSON values (dict, list, str, int, None) to be stored."""
    return {"version": VERSION, **_plain(content)}


def thaw(data: Mapping[str, Any]) -> MonthlyContent:
    """The content that was frozen. Raises ValueError for a version that is not known."""
    if data.get("version") != VERSION:
        raise ValueError(f"A frozen report of version {data.get('version')!r} cannot be read.")
    content: MonthlyContent = _record(MonthlyContent, data)
    return content


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value.value if isinstance(value, StrEnum) else value


def _record(kind: type, data: Mapping[str, Any]) -> Any:
    hints = get_type_hints(kind)
    known = {name: hint for name, hint in hints.items() if name in data}
    return kind(**{name: _typed(hint, data[name]) for name, hint in known.items()})


def _typed(hint: Any, value: Any) -> Any:
    if get_origin(hint) is UnionType:  # every union here is "X | None"
        return None if value is None else _typed(get_args(hint)[0], value)
    if get_origin(hint) is tuple:
        return tuple(_typed(get_args(hint)[0], item) for item in value)
    if is_dataclass(hint) and isinstance(hint, type):
        return _record(hint, value)
    if hint in (date, datetime):
        return hint.fromisoformat(value)
    return hint(value)
