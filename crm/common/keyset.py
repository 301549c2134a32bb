"""Keyset paging: a page begins after the last row of the one before, so page 1,000 costs what page
1 costs.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import BadRequest, ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

M = TypeVar("M", bound=models.Model)
PAGE_SIZE = 25


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows, and the cursors of the pages before and after (empty: there is none)."""

    rows: list[M]
    before: str
    after: str


def page(
    rows: "models.QuerySet[M]", order: Sequence[str], cursor: str, size: int = PAGE_SIZE
) -> Page[M]:
    """One page of `rows` in `order`: names of non-null columns or annotations, `-` for descending,
    ending in a unique one.

    `cursor` is a Page's `after` or `before`, or empty for the first page. A forged cursor answers
    400.
    """
    backwards, values = _read(cursor, len(order))
    names = [_flip(name) for name in order] if backwards else list(order)
    found = rows.order_by(*names)
    if values is not None:
        try:
            found = found.filter(_beyond(names, values))
        except (ValueError, TypeError, ValidationError) as error:
            raise BadRequest(_("This page address is damaged.")) from error
    items = list(found[: size + 1])
    more, items = len(items) > size, items[:size]
    if backwards:
        items.reverse()
    has_before = more if backwards else values is not None
    has_after = True if backwards else more
    return Page(
        items,
        _write("b", items[0], order) if items and has_before else "",
        _write("a", items[-1], order) if items and has_after else "",
    )


def _flip(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(names: Sequence[str], values: Sequence[Any]) -> Q:
    """(a, b) > (x, y) spelled out, because directions may be mixed: a > x or (a = x and b > y)."""
    condition = Q()
    equal = Q()
    for name, value in zip(names, values, strict=True):
        column = name.removeprefix("-")
        beyond = Q(**{f"{column}__{'lt' if name.startswith('-') else 'gt'}": value})
        condition |= equal & beyond
        equal &= Q(**{column: value})
    return condition


def _write(direction: str, row: models.Model, order: Sequence[str]) -> str:
    values = [_value(row, name.removeprefix("-")) for name in order]
    text = json.dumps([direction, *values], default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _read(cursor: str, columns: int) -> tuple[bool, list[Any] | None]:
    if not cursor:
        return False, None
    try:
        direction, *values = json.loads(
            base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        )
    except (ValueError, TypeError) as error:
        raise BadRequest(_("This page address is damaged.")) from error
    if direction not in {"a", "b"} or len(values) != columns:
        raise BadRequest(_("This page address is damaged."))
    if not all(isinstance(value, str | int | float | bool) for value in values):
        raise BadRequest(_("This page address is damaged."))
    return direction == "b", values
