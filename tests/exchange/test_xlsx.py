"""Workbooks: what they hold, and what must never reach the parser."""

import datetime
import io
import struct
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from deals.models import Deal
from exchange.readers import FileOptions, ReadError, Table, open_table
from exchange.readers.archive import MAX_ENTRIES, OLE2
from tests.exchange.helpers import Importer

Fill = Callable[[Any], None]


def workbook(folder: Path, fill: Fill, name: str = "data.xlsx") -> Path:
    path = folder / name
    with xlsxwriter.Workbook(str(path)) as book:
        fill(book)
    return path


def opened(path: Path, sheet: str | None = None) -> Table:
    return open_table(path, FileOptions(sheet=sheet))


def simple(book: Any) -> None:
    sheet = book.add_worksheet("Kunder")
    day = book.add_format({"num_format": "d/m/y"})
    sheet.write_row(0, 0, ["name", "amount", "day", "open"])
    sheet.write_row(1, 0, ["Åkerö", 12.5])
    sheet.write_datetime(1, 2, datetime.date(2017, 3, 1), day)
    sheet.write(1, 3, True)  # noqa: FBT003 - the value of the cell


def repacked(path: Path, change: Callable[[zipfile.ZipFile], None]) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        change(archive)
    return path


def test_cells_keep_their_types(tmp_path: Path) -> None:
    table = opened(workbook(tmp_path, simple))
    assert table.source.columns == ("name", "amount", "day", "open")
    (row,) = table.rows()
    assert row.cells == ("Åkerö", Decimal("12.5"), datetime.date(2017, 3, 1), True)
    assert row.number == 2


def test_a_workbook_is_known_by_its_content_not_its_name(tmp_path: Path) -> None:
    path = workbook(tmp_path, simple, "data.csv")
    assert opened(path).source.format == "XLSX"


def test_a_table_that_starts_further_down_keeps_the_row_numbers_of_the_sheet(
    tmp_path: Path,
) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(3, 2, ["name", "city"])
        sheet.write_row(6, 2, ["A", "B"])

    table = opened(workbook(tmp_path, fill))
    assert table.source.columns == ("name", "city")
    assert [(row.number, row.cells) for row in table.rows()] == [(7, ("A", "B"))]


def test_content_right_of_the_header_is_a_fault_of_its_row(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["name"])
        sheet.write_row(1, 0, ["A", "", "note"])
        sheet.write_row(2, 0, ["B"])

    rows = list(opened(workbook(tmp_path, fill)).rows())
    assert [row.fault.code if row.fault else "" for row in rows] == ["ragged", ""]


def test_of_several_sheets_the_first_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        for name in ("Ett", "Två"):
            book.add_worksheet(name).write_row(0, 0, [f"column {name}"])

    path = workbook(tmp_path, fill)
    assert opened(path).source.columns == ("column Ett",)
    assert "“Två”" in opened(path).source.notes[0]
    assert opened(path, "Två").source.columns == ("column Två",)
    assert opened(path, "Två").source.notes == ()
    with pytest.raises(ReadError, match=r"no sheet “Tva”.*“Två”"):
        opened(path, "Tva")


def test_error_values_are_counted_and_said(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["name", "amount"])
        sheet.write_row(1, 0, ["A"])
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")

    table = opened(workbook(tmp_path, fill))
    assert "1 cell of the workbook holds an error" in table.source.notes[0]


def test_an_empty_sheet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="is empty"):
        opened(workbook(tmp_path, lambda book: book.add_worksheet("Tom")))


def test_repeated_columns_are_refused_here_too(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        book.add_worksheet().write_row(0, 0, ["name", "name"])

    with pytest.raises(ReadError, match="more than once: “name”"):
        opened(workbook(tmp_path, fill))


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = workbook(tmp_path, simple)
    bomb = b"0" * (64 << 20)
    repacked(path, lambda archive: archive.writestr("xl/media/image1.png", bomb))
    with pytest.raises(ReadError, match="ZIP bomb"):
        opened(path)


def test_a_zip_bomb_whose_directory_lies_is_refused_while_it_unpacks(tmp_path: Path) -> None:
    path = workbook(tmp_path, simple)
    size = 64 << 20
    repacked(path, lambda archive: archive.writestr("xl/media/image1.png", b"0" * size))
    honest = path.read_bytes()
    directory = honest.rindex(b"PK\x01\x02", 0, honest.rindex(b"xl/media/image1.png"))
    path.write_bytes(honest[: directory + 24] + struct.pack("<L", 100) + honest[directory + 28 :])
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("xl/media/image1.png").file_size == 100
    with pytest.raises(ReadError, match="ZIP bomb"):
        opened(path)


def test_two_cells_in_far_corners_end_the_child_only(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "name")
        sheet.write(1_048_575, 16_383, "far")

    with pytest.raises(ReadError, match="too much memory"):
        opened(workbook(tmp_path, fill))


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    def add(archive: zipfile.ZipFile) -> None:
        for number in range(MAX_ENTRIES):
            archive.writestr(f"xl/{number}.xml", "")

    with pytest.raises(ReadError, match="too many parts"):
        opened(repacked(workbook(tmp_path, simple), add))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (OLE2 + b"\0" * 600, "password or in the old .xls format"),
        (b"PK\x03\x04 and then nothing of the kind", "not a readable .xlsx"),
        (b"just text", "not a readable .xlsx"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "data.xlsx"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=message):
        opened(path)


def test_a_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("hello.txt", "hello")
    path = tmp_path / "data.xlsx"
    path.write_bytes(packed.getvalue())
    with pytest.raises(ReadError, match=r"not an \.xlsx workbook"):
        opened(path)


def test_a_damaged_sheet_is_refused(tmp_path: Path) -> None:
    source = workbook(tmp_path, simple)
    path = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(path, "w") as broken:
        for entry in archive.infolist():
            data = archive.read(entry)
            broken.writestr(entry.filename, data[:200] if "sheet1" in entry.filename else data)
    with pytest.raises(ReadError, match=r"damaged|empty"):
        opened(path)


def test_an_encrypted_part_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, simple)
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(ReadError, match="protected by a password"):
        opened(path)


def test_a_thirty_digit_number_stays_a_number_that_can_be_refused(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["amount"])
        sheet.write_number(1, 0, 123456789012345678901234567890)

    (row,) = opened(workbook(tmp_path, fill)).rows()
    assert isinstance(row.cells[0], Decimal)
    assert row.cells[0] > 10**29


def test_a_workbook_is_imported_like_a_text_file(importer: Importer, tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("Affärer")
        sheet.write_row(0, 0, ["id", "agent", "stage", "closed", "value"])
        sheet.write_row(1, 0, [17, "Anna Ahl", "Vunnen"])
        sheet.write_datetime(1, 3, datetime.date(2026, 4, 2), day)
        sheet.write_number(1, 4, 1200.5)

    mapping: dict[str, Any] = {
        "columns": {
            "external_id": "id",
            "owner": "agent",
            "stage": "stage",
            "closed_on": "closed",
            "value": "value",
        },
        "defaults": {"pipeline": "Försäljning", "currency": "SEK"},
        "templates": {"name": "Deal {external_id}"},
        "file": {"sheet": "Affärer"},
    }
    assert importer("deals", workbook(tmp_path, fill), **mapping).counts.created == 1
    deal = Deal.objects.get(external_id="17")
    assert (deal.name, deal.value, deal.closed_on) == (
        "Deal 17",
        Decimal("1200.50"),
        datetime.date(2026, 4, 2),
    )
