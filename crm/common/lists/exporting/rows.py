"""The rows of an export, as the list shows them: its columns, its filter, its order."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain

from django.utils.translation import gettext as _

from crm.common.jobs import Progress
from crm.common.lists.declared import Money, Selection
from crm.common.lists.exporting.cells import Cell, Table

CHUNK = 500


def table_of(selection: Selection, keys: Sequence[int], progress: Progress | None = None) -> Table:
    """The records of these keys, in this order; those that went meanwhile are left out.

    An amount takes two columns: the number, and its currency.
    """
    rows = _values(selection, keys, progress)
    first = next(rows, None)
    headings = []
    for number, column in enumerate(selection.columns):
        headings.append(str(column.label))
        if first and isinstance(first[number], Money):
            headings.append(_("Currency"))
    all_rows = chain([first] if first else [], rows)
    cells = (_cells(values) for values in all_rows)
    user = selection.user
    title = str(selection.record_list.title)
    return Table(title, headings, cells, user.language, user.zone)


def _values(
    selection: Selection, keys: Sequence[int], progress: Progress | None
) -> Iterator[list[object]]:
    """A chunk in memory at a time, so it does not grow with the list."""
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        found = {row.pk: row for row in selection.shown().order_by().filter(pk__in=part)}
        for pk in part:
            if pk in found:
                yield [column.value(found[pk]) for column in selection.columns]
        if progress:
            progress.step(start + len(part), len(keys))


def _cells(values: Sequence[object]) -> list[Cell]:
    cells: list[Cell] = []
    for value in values:
        if isinstance(value, Money):
            has_amount = value.amount is not None
            cells += [value.amount, value.currency if has_amount else None]
        else:
            cells.append(_cell(value))
    return cells


def _cell(value: object) -> Cell:
    plain = value is None or isinstance(value, str | int | Decimal | date)
    return value if plain else str(value)  # type: ignore[return-value] # narrowed by `plain`
