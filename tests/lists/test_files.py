"""The files of an export, opened again by other programs' readers."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from crm.common.lists.exporting.cells import Cell, Table
from crm.common.lists.exporting.csv_file import csv_lines
from crm.common.lists.exporting.xlsx_file import LONGEST_TEXT, write_xlsx

FORMULAS = [
    "=1+1",
    "+46 8 123",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    '=HYPERLINK("x")',
]
ROW: list[Cell] = [
    "Åkerö; vård",
    Decimal("-1234.50"),
    7,
    date(2026, 3, 29),
    datetime(2026, 1, 31, 23, 30, tzinfo=UTC),
    True,
    None,
]


def table(rows: list[list[Cell]], language: str = "en") -> Table:
    headings = [f"Column {n}" for n in range(len(rows[0]))]
    return Table("Rows", headings, rows, language, ZoneInfo("Europe/Stockholm"))


def csv_text(rows: list[list[Cell]], language: str = "en") -> str:
    return b"".join(csv_lines(table(rows, language))).decode()


def sheet(rows: list[list[Cell]], language: str = "en") -> list[list[object]]:
    file = io.BytesIO()
    write_xlsx(file, table(rows, language))
    file.seek(0)
    read = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    return [list(row) for row in read]


def test_english_csv_has_commas_and_points() -> None:
    text = csv_text([ROW])
    assert text.startswith("\ufeffColumn 0,Column 1")
    row = list(csv.reader(io.StringIO(text[1:])))[1]
    assert row == ["Åkerö; vård", "-1234.50", "7", "2026-03-29", "2026-02-01 00:30", "yes", ""]


def test_swedish_csv_is_what_swedish_excel_opens() -> None:
    with translation.override("sv"):
        text = csv_text([ROW], "sv")
    assert text.startswith("\ufeffColumn 0;Column 1")
    assert text.endswith("\r\n")
    row = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))[1]
    assert row == ["Åkerö; vård", "-1234,50", "7", "2026-03-29", "2026-02-01 00:30", "ja", ""]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_of_csv_begins_a_formula(text: str) -> None:
    cell = list(csv.reader(io.StringIO(csv_text([[text]])[1:], newline="")))[1][0]
    assert cell == f"'{text}"


def test_headings_are_harmless_too() -> None:
    lines = csv_lines(Table("Rows", ["=1+1"], [], "en", UTC))
    assert b"".join(lines).decode() == "\ufeff'=1+1\r\n"


def test_xlsx_keeps_each_kind() -> None:
    written = sheet([ROW])[1]
    assert written[:5] == [
        "Åkerö; vård",
        -1234.5,
        7,
        date(2026, 3, 29),
        datetime(2026, 2, 1, 0, 30),  # noqa: DTZ001 - Excel knows no zones
    ]
    assert written[5:] == ["yes", ""]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_of_xlsx_is_a_formula(text: str) -> None:
    file = io.BytesIO()
    write_xlsx(file, table([[text]]))
    with zipfile.ZipFile(file) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    assert sheet([[text]])[1][0] == text.replace("\r", "\n") or text.startswith("\r")


def test_what_excel_cannot_hold_is_written_as_text() -> None:
    long = "x" * (LONGEST_TEXT + 10)
    digits = Decimal("1234567890123456.78")
    assert sheet([[long, digits, date(1850, 5, 1)]])[1] == [
        "x" * LONGEST_TEXT,
        "1234567890123456.78",
        "1850-05-01",
    ]


def test_whole_thousands_are_numbers() -> None:
    assert sheet([[Decimal("240000.00"), Decimal("1E+6"), 10**12]])[1] == [240_000, 10**6, 10**12]
