"""XLSX, written a row at a time: memory does not grow with the table."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, TypeAlias

import xlsxwriter

from crm.common.lists.exporting.cells import Cell, Table, yes_or_no

MOST_ROWS = 1_048_575  # of a sheet, below its headings
LONGEST_TEXT = 32_767
MOST_DIGITS = 15  # Excel rounds what has more
FIRST_YEAR = 1900
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "remove_timezone": True,
}
Write: TypeAlias = Callable[[int, int, Any], object]


class _Sheet:
    def __init__(self, book: Any, table: Table) -> None:
        self.sheet, self.zone = book.add_worksheet(), table.zone
        self.bold = book.add_format({"bold": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})

    def head(self, headings: list[str]) -> None:
        self.sheet.set_column(0, max(len(headings) - 1, 0), 18)
        self.sheet.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            self.sheet.write_string(0, column, heading, self.bold)

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Always by the method of its kind, never by a guess from what it looks like."""
        if cell is None:
            return
        if isinstance(cell, bool):
            self.sheet.write_string(row, column, yes_or_no(is_true=cell))
        elif isinstance(cell, int | Decimal):
            self._number(row, column, Decimal(cell))
        elif isinstance(cell, date):
            self._date(row, column, cell)
        else:
            self.sheet.write_string(row, column, cell[:LONGEST_TEXT])

    def _number(self, row: int, column: int, number: Decimal) -> None:
        if len(number.normalize().as_tuple().digits) > MOST_DIGITS:
            self.sheet.write_string(row, column, f"{number:f}")
        else:
            self.sheet.write_number(row, column, number)

    def _date(self, row: int, column: int, day: date) -> None:
        """Excel knows no day before 1900, and no zones."""
        if day.year < FIRST_YEAR:
            self.sheet.write_string(row, column, day.isoformat())
        elif isinstance(day, datetime):
            self.sheet.write_datetime(row, column, day.astimezone(self.zone), self.instant)
        else:
            self.sheet.write_datetime(row, column, day, self.day)


def write_xlsx(target: IO[bytes], table: Table) -> None:
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        book.set_properties({"title": table.title})
        sheet = _Sheet(book, table)
        sheet.head(list(table.headings))
        for number, row in enumerate(table.rows, start=1):
            for column, cell in enumerate(row):
                sheet.put(number, column, cell)
