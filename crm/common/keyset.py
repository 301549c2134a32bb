"""Keyset paging: a page begins after the last row of the one before, so page 1,000 costs what page
1 costs.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import BadRequest, ValidationError
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
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
    backwards, values = _read(cursor, order)
    names = [turned(name) for name in order] if backwards else list(order)
    found = rows.order_by(*names)
    if values is None:
        items = list(found[: size + 1])
    else:
        items = _read_rows(found.filter(_beyond(names, values))[: size + 1])
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


def _read_rows(rows: "models.QuerySet[M]") -> list[M]:
    """Values that do not fit their columns were not written by a page of ours."""
    try:
        return list(rows)
    except (ValueError, TypeError, ValidationError) as error:
        raise BadRequest(_("This page address is damaged.")) from error


def turned(name: str) -> str:
    """The other direction of a column to order by."""
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(names: Sequence[str], values: Sequence[Any]) -> Any:
    """(a, b) > (x, y): the rows after the one with these values, as one range of an index.

    Where directions are mixed it is spelled out: a >= x and (a > x or (a = x and b < y)).
    """
    columns = [name.removeprefix("-") for name in names]
    descending = {name.startswith("-") for name in names}
    if len(descending) == 1 and len(names) > 1:
        compare = TupleLessThan if descending == {True} else TupleGreaterThan
        return compare(Tuple(*map(F, columns)), tuple(values))
    condition, equal = Q(), Q()
    for name, column, value in zip(names, columns, values, strict=True):
        condition |= equal & Q(**{f"{column}__{'lt' if name.startswith('-') else 'gt'}": value})
        equal &= Q(**{column: value})
    first = "lte" if names[0].startswith("-") else "gte"
    return Q(**{f"{columns[0]}__{first}": values[0]}) & condition


@dataclass(frozen=True)
class Neighbours(Generic[M]):
    """The rows before and after one, and how many come before it (at most as many as counted)."""

    before: M | None
    after: M | None
    passed: int


def neighbours(
    rows: "models.QuerySet[M]", order: Sequence[str], row: models.Model, counted: int
) -> Neighbours[M]:
    """Around `row`, which has the values of `order` but need not be among `rows` itself."""
    values = [_value(row, name.removeprefix("-")) for name in order]
    back = [turned(name) for name in order]
    ahead = rows.filter(_beyond(order, values)).order_by(*order)
    behind = rows.filter(_beyond(back, values)).order_by(*back)
    passed = behind.order_by()[:counted].count()
    return Neighbours(behind.first() if passed else None, ahead.first(), passed)


def _write(direction: str, row: models.Model, order: Sequence[str]) -> str:
    values = [_value(row, name.removeprefix("-")) for name in order]
    text = json.dumps([direction, *values], default=str, separators=(",", ":"))
    return _signer(order).sign(base64.urlsafe_b64encode(text.encode()).decode().rstrip("="))


def _signer(order: Sequence[str]) -> Signer:
    """A cursor counts for the order it was written for, and only as it was written."""
    return Signer(sep=".", salt=",".join(["crm.common.keyset", *order]))


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _read(cursor: str, order: Sequence[str]) -> tuple[bool, list[Any] | None]:
    if not cursor:
        return False, None
    try:
        text = _signer(order).unsign(cursor)
    except BadSignature as error:
        raise BadRequest(_("This page address is damaged.")) from error
    direction, *values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return direction == "b", values
