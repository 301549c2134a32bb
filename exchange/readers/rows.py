"""What every reader hands on: a source with its header, and a stream of numbered rows."""

import datetime
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _

from crm.common.errors import BusinessRuleError

Cell = str | Decimal | bool | datetime.date | datetime.datetime

MAX_CELL_CHARACTERS = 100_000
MAX_COLUMNS = 1_000


@dataclass(frozen=True, slots=True)
class FileOptions:
    """What a mapping states about the file; None leaves it to be recognised."""

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None


class ReadError(BusinessRuleError):
    """The file as a whole cannot be read; `likely` is what a person may want to state."""

    def __init__(self, message: str, likely: FileOptions | None = None) -> None:
        super().__init__(message)
        self.likely = likely


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why one row cannot be used. `column` is None when the row as a whole is wrong."""

    code: str
    column: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Row:
    """`number` counts as a spreadsheet does: the header is row 1. Cells stand in the order of the
    header.
    """

    number: int
    cells: tuple[Cell, ...]
    fault: RowFault | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """How the file was understood. `notes` are decisions that the reader took and that a person
    should see.
    """

    format: str
    columns: tuple[str, ...]
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    notes: tuple[str, ...] = ()


class Table(Protocol):
    @property
    def source(self) -> Source: ...

    def rows(self) -> Iterator[Row]:
        """The rows below the header, read afresh at each call; rows without any content are left
        out.
        """


def clean_text(text: str) -> str:
    """Surrounding blanks removed, and letters composed, so that “é” written in two ways is one
    value.
    """
    text = text.strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def header_of(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The column names. A nameless column keeps its place as “(column 3)”; the same name twice is
    refused.
    """
    if len(cells) > MAX_COLUMNS:
        raise ReadError(
            _("The file has %(count)d columns; %(limit)d is the most that can be read.")
            % {"count": len(cells), "limit": MAX_COLUMNS}
        )
    names = [clean_text(str(cell)).replace("\x00", "") for cell in cells]
    repeated = [name for name, count in Counter(filter(None, names)).items() if count > 1]
    if repeated:
        raise ReadError(
            _("The header names these columns more than once: %(names)s. Rename them.")
            % {"names": ", ".join(f"“{name}”" for name in repeated)}
        )
    return tuple(
        name or _("(column %(number)d)") % {"number": number}
        for number, name in enumerate(names, start=1)
    )


def row_of(number: int, cells: Sequence[Cell], columns: tuple[str, ...]) -> Row:
    """A row with its texts cleaned, or marked with the first fault that makes it unusable."""
    cleaned = tuple(clean_text(cell) if isinstance(cell, str) else cell for cell in cells)
    return Row(number, cleaned, _width_fault(cleaned, columns) or _text_fault(cleaned, columns))


def _width_fault(cells: tuple[Cell, ...], columns: tuple[str, ...]) -> RowFault | None:
    if len(cells) == len(columns):
        return None
    message = _("The row has %(cells)d cells, the header has %(columns)d.")
    return RowFault("ragged", None, message % {"cells": len(cells), "columns": len(columns)})


def _text_fault(cells: tuple[Cell, ...], columns: tuple[str, ...]) -> RowFault | None:
    for column, cell in zip(columns, cells, strict=True):
        if not isinstance(cell, str):
            continue
        if len(cell) > MAX_CELL_CHARACTERS:
            message = _("The cell holds %(count)d characters; %(limit)d is the most.")
            numbers = {"count": len(cell), "limit": MAX_CELL_CHARACTERS}
            return RowFault("long_cell", column, message % numbers)
        if "\x00" in cell:
            return RowFault("nul", column, _("The cell holds a NUL byte."))
    return None


def is_blank(cells: Sequence[Cell]) -> bool:
    return all(isinstance(cell, str) and not cell.strip() for cell in cells)
