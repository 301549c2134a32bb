"""XLSX by a child process with bounded memory, after the archive's bounds were checked."""

import datetime
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchange.readers.archive import check_workbook
from exchange.readers.rows import (
    Cell,
    FileOptions,
    ReadError,
    Row,
    Source,
    header_of,
    is_blank,
    row_of,
)

CHILD = Path(__file__).with_name("xlsx_child.py")


@dataclass(frozen=True, slots=True)
class XlsxTable:
    path: Path
    source: Source

    def rows(self) -> Iterator[Row]:
        with _sheet(self.path, self.source.sheet) as (_sheets, records):
            numbered = _from_header(records)
            next(numbered, None)
            for number, cells in numbered:
                if not is_blank(cells):
                    yield row_of(number, cells, self.source.columns)


def open_xlsx(path: Path, options: FileOptions) -> XlsxTable:
    """Check the archive, choose the sheet, read the header. Raises ReadError."""
    error_cells = check_workbook(path)
    with _sheet(path, options.sheet or "") as (sheets, records):
        name = sheets["sheet"]
        if name is None:
            raise ReadError(_no_such_sheet(options.sheet or "", sheets["sheets"]))
        first = next(_from_header(records), None)
        if first is None:
            raise ReadError(_("The sheet “%(sheet)s” is empty.") % {"sheet": name})
        columns = header_of(_without_blank_tail(first[1]))
    notes = _notes(name, sheets["sheets"], error_cells, stated=bool(options.sheet))
    return XlsxTable(path, Source("XLSX", columns, sheet=name, notes=notes))


def _no_such_sheet(wanted: str, sheets: list[str]) -> str:
    if not wanted:
        return _("The workbook has no visible sheet.")
    near = get_close_matches(wanted, sheets, n=3, cutoff=0.4) or sheets[:10]
    return _("The workbook has no sheet “%(sheet)s”. It has: %(sheets)s.") % {
        "sheet": wanted,
        "sheets": ", ".join(f"“{name}”" for name in near),
    }


def _notes(name: str, sheets: list[str], error_cells: int, *, stated: bool) -> tuple[str, ...]:
    notes = []
    if len(sheets) > 1 and not stated:
        others = ", ".join(f"“{other}”" for other in sheets if other != name)
        text = _("The first sheet, “%(sheet)s”, was read; not read: %(others)s.")
        notes.append(text % {"sheet": name, "others": others})
    if error_cells:
        text = ngettext(
            "%(count)d cell of the workbook holds an error such as #N/A; it is read as empty.",
            "%(count)d cells of the workbook hold an error such as #N/A; they are read as empty.",
            error_cells,
        )
        notes.append(text % {"count": error_cells})
    return tuple(notes)


def _from_header(records: Iterator[list[Cell]]) -> Iterator[tuple[int, list[Cell]]]:
    """Records from the first one with content on, numbered as the sheet numbers them, as wide as
    the header at least.
    """
    width = None
    for number, cells in enumerate(records, start=1):
        if width is None:
            if is_blank(cells):
                continue
            width = len(_without_blank_tail(cells))
        yield number, cells[:width] + _without_blank_tail(cells[width:])


def _without_blank_tail(cells: list[Cell]) -> list[Cell]:
    """A sheet pads its rows to the widest one; the padding is no content."""
    end = len(cells)
    while end and is_blank(cells[end - 1 : end]):
        end -= 1
    return cells[:end]


@contextmanager
def _sheet(path: Path, sheet: str) -> Iterator[tuple[dict[str, Any], Iterator[list[Cell]]]]:
    """The child's first line, and its rows. The child ends with the block, read or not."""
    command = [sys.executable, "-I", str(CHILD), str(path.absolute()), sheet]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        try:
            lines = _lines(child)
            yield json.loads(next(lines)), (_decoded(line) for line in lines)
        finally:
            child.kill()


def _lines(child: "subprocess.Popen[bytes]") -> Iterator[bytes]:
    for line in child.stdout or ():
        if line.endswith(b"\n"):
            yield line
    status = child.wait()
    if status == 3:
        raise ReadError(_("The workbook is protected by a password."))
    if status == 4:
        raise ReadError(_("The workbook is damaged."))
    if status != 0:
        raise ReadError(_("The workbook needs too much memory or time to read. Save it as CSV."))


def _decoded(line: bytes) -> list[Cell]:
    return [value if isinstance(value, str) else _typed(*value) for value in json.loads(line)]


def _typed(kind: str, text: str) -> Cell:
    if kind == "number":
        return Decimal(text)
    if kind == "bool":
        return text == "1"
    if kind == "instant":
        return datetime.datetime.fromisoformat(text)
    return datetime.date.fromisoformat(text)
