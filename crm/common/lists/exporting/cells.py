"""What stands in a cell of an exported table, and how a text is kept from becoming a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import TypeAlias

from django.utils.translation import gettext as _

Cell: TypeAlias = str | int | Decimal | date | datetime | bool | None
# Spreadsheets take these, and their wide forms, for the beginning of a formula.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True)
class Table:
    """Rows to be written once, one after the other, for a reader with a language and a zone."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    language: str
    zone: tzinfo

    @property
    def is_swedish(self) -> bool:
        return self.language.split("-")[0] == "sv"


def harmless(text: str) -> str:
    """A text that no spreadsheet program calculates: an apostrophe before what looks like it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def yes_or_no(*, is_true: bool) -> str:
    return _("yes") if is_true else _("no")
