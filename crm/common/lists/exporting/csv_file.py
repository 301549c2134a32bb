"""CSV as the reader's spreadsheet program opens it: Swedish Excel wants semicolons and decimal
commas, both need the byte order mark to know that it is UTF-8.
"""

import codecs
import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from crm.common.lists.exporting.cells import Cell, Table, harmless, yes_or_no


class _Lines:
    """The csv module writes into it; each row is taken out at once."""

    def __init__(self) -> None:
        self.line = ""

    def write(self, line: str) -> None:
        self.line = line


def csv_lines(table: Table) -> Iterator[bytes]:
    """The file, a line at a time."""
    lines = _Lines()
    writer = csv.writer(lines, delimiter=";" if table.is_swedish else ",")
    yield codecs.BOM_UTF8
    for row in _with_headings(table):
        writer.writerow([_written(cell, table) for cell in row])
        yield lines.line.encode()


def _with_headings(table: Table) -> Iterator[Iterable[Cell]]:
    yield table.headings
    yield from table.rows


def _written(cell: Cell, table: Table) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return yes_or_no(is_true=cell)
    if isinstance(cell, int | Decimal):
        number = f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
        return number.replace(".", ",") if table.is_swedish else number
    if isinstance(cell, datetime):
        return cell.astimezone(table.zone).strftime("%Y-%m-%d %H:%M")
    return cell.isoformat() if isinstance(cell, date) else harmless(cell)
