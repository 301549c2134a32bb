"""Every way a CSV file may be written, and every way it may be broken."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.readers import FileOptions, ReadError, open_table
from exchange.readers.rows import MAX_CELL_CHARACTERS
from tests.exchange.helpers import rows_of, table_of

TEXT = "namn;ort\nÅkerö;Växjö\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_an_encoding_that_the_file_shows_is_recognised_without_a_note(
    tmp_path: Path, encoding: str
) -> None:
    marked = "\ufeff" + TEXT if encoding == "utf-16-le" else TEXT
    table = table_of(tmp_path, marked.encode(encoding))
    assert table.source.columns == ("namn", "ort")
    assert [row.cells for row in table.rows()] == [("Åkerö", "Växjö")]
    assert table.source.notes == ()


@pytest.mark.parametrize(
    ("content", "codec"),
    [
        (TEXT.encode("cp1252"), "cp1252"),
        ("namn;ort\n“Åkerö”;Växjö\n".encode("cp1252"), "cp1252"),
        (TEXT.encode("latin-1") + b"\x81;x\n", "iso-8859-1"),
    ],
)
def test_a_western_encoding_is_read_and_said(tmp_path: Path, content: bytes, codec: str) -> None:
    table = table_of(tmp_path, content)
    assert table.source.encoding == codec
    assert "Åkerö" in next(iter(table.rows())).cells[0]  # type: ignore[operator]
    assert "Line 2 is not UTF-8" in table.source.notes[0]


def test_utf_16_without_a_mark_is_refused_with_the_remedy(tmp_path: Path) -> None:
    content = TEXT.encode("utf-16-le")
    with pytest.raises(ReadError, match="looks like UTF-16"):
        table_of(tmp_path, "name,city\nA,B\n".encode("utf-16-le"))
    stated = table_of(tmp_path, content, FileOptions(encoding="utf-16-le"))
    assert stated.source.columns == ("namn", "ort")


def test_a_stated_encoding_that_does_not_fit_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="Line 2 is not valid UTF-8"):
        table_of(tmp_path, TEXT.encode("latin-1"), FileOptions(encoding="utf-8"))


def test_a_utf_16_file_cut_in_the_middle_of_a_character_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="not valid UTF-16"):
        table_of(tmp_path, TEXT.encode("utf-16")[:-1])


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_recognised(tmp_path: Path, separator: str) -> None:
    lines = [["name", "price, SEK"], ["A", "1;5"], ["B", "2|3"]]
    text = "\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines)
    table = table_of(tmp_path, text)
    assert table.source.separator == separator
    assert table.source.columns == ("name", "price, SEK")


def test_one_column_needs_no_separator(tmp_path: Path) -> None:
    assert [row.cells for row in rows_of(tmp_path, "name\nA\nB\n")] == [("A",), ("B",)]


def test_two_possible_separators_are_not_guessed_between(tmp_path: Path) -> None:
    text = "a,b;c\n1,2;3\n4,5;6\n7,8;9\n"
    with pytest.raises(ReadError, match="comma or semicolon"):
        table_of(tmp_path, text)
    stated = table_of(tmp_path, text, FileOptions(separator=";"))
    assert stated.source.columns == ("a,b", "c")


def test_the_same_column_name_twice_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="more than once: “name”, “city”"):
        table_of(tmp_path, "name,city, name,city\n1,2,3,4\n")


def test_a_nameless_column_keeps_its_place(tmp_path: Path) -> None:
    table = table_of(tmp_path, "name,,city\nA,x,B\n")
    assert table.source.columns == ("name", "(column 2)", "city")


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", " , \n,\n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(ReadError, match="empty"):
        table_of(tmp_path, content)


def test_a_header_alone_has_no_rows(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "name,city\n") == []


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, 'name,city\n"A\nB",C\n\n,\nD,E\n')
    assert [(row.number, row.cells) for row in rows] == [(2, ("A\nB", "C")), (5, ("D", "E"))]


def test_a_ragged_row_is_a_fault_of_that_row(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "name,city\nA\nB,C\nD,E,F\n")
    assert [row.fault.code if row.fault else "" for row in rows] == ["ragged", "", "ragged"]
    assert rows[0].fault
    assert "has 1 cells, the header has 2" in rows[0].fault.message


def test_a_nul_byte_is_a_fault_with_its_column(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, b"name,city\nA,B\x00C\n")
    assert row.fault
    assert (row.fault.code, row.fault.column, row.number) == ("nul", "city", 2)


def test_a_cell_of_a_megabyte_is_a_fault_with_its_column(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, f"name,city\nA,{'x' * 1_000_000}\nB,C\n")
    assert rows[0].fault
    assert (rows[0].fault.code, rows[0].fault.column) == ("long_cell", "city")
    assert f"{MAX_CELL_CHARACTERS}" in rows[0].fault.message
    assert rows[1].fault is None


def test_an_endless_line_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="Line 2 is longer than"):
        rows_of(tmp_path, f"name,city\nA,{'x' * 5_000_000}\n")


@pytest.mark.parametrize("broken", ['name,city\n"A,B\nC,D\n', 'name,city\n"A"x,B\n'])
def test_quotation_marks_that_do_not_pair_are_refused_with_the_row(
    tmp_path: Path, broken: str
) -> None:
    with pytest.raises(ReadError, match=r"Row 2.*quotation marks"):
        rows_of(tmp_path, broken)


def test_blanks_around_and_letters_in_two_parts_make_no_difference(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, "name,city\n Aka\u030ar \u00a0,Ko\u0308ping\n")
    assert row.cells == ("Akår", "Köping")


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="1001 columns"):
        table_of(tmp_path, ",".join(f"c{number}" for number in range(1001)) + "\n")


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="There is no file"):
        open_table(tmp_path / "missing.csv", FileOptions())


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        path = tmp_path / f"{rows}.csv"
        with path.open("w") as stream:
            stream.writelines(_lines(rows))
        table = table_of(tmp_path, path.read_bytes(), name="copy.csv")
        tracemalloc.start()
        for _row in table.rows():
            pass
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(20_000) < peak(200) + 200_000


def _lines(rows: int) -> Iterator[str]:
    yield "name,city\n"
    for number in range(rows):
        yield f"Company {number},Town {number}\n"
