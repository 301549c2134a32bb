"""CSV as a stream: one record in memory at a time, however long the file is."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.readers.encodings import recognise_encoding
from exchange.readers.rows import FileOptions, ReadError, Row, Source, header_of, is_blank, row_of

SEPARATORS = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("vertical bar"),
}
MAX_LINE_CHARACTERS = 4_000_000
SAMPLE_CHARACTERS = 64_000
SAMPLE_RECORDS = 50

# The module's own limit is 131,072 characters and names no column; row_of() checks cells and does.
csv.field_size_limit(MAX_LINE_CHARACTERS)


@dataclass(frozen=True, slots=True)
class CsvTable:
    path: Path
    source: Source

    def rows(self) -> Iterator[Row]:
        with self.path.open(encoding=self.source.encoding, newline="") as stream:
            records = numbered_records(stream, self.source.separator)
            next(records)
            for number, cells in records:
                if not is_blank(cells):
                    yield row_of(number, cells, self.source.columns)


def open_csv(path: Path, options: FileOptions) -> CsvTable:
    """Recognise encoding and separator, read the header. Raises ReadError without one."""
    encoding = recognise_encoding(path, options.encoding)
    with path.open(encoding=encoding.codec, newline="") as stream:
        separator = options.separator or recognise_separator(stream.read(SAMPLE_CHARACTERS))
    with path.open(encoding=encoding.codec, newline="") as stream:
        first = next(numbered_records(stream, separator), None)
    if first is None:
        raise ReadError(_("The file is empty."))
    source = Source("CSV", header_of(first[1]), encoding.codec, separator, notes=encoding.notes)
    return CsvTable(path, source)


def numbered_records(stream: TextIO, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Records from the first one with content on, numbered from 1; quoted cells may span lines."""
    reader = csv.reader(_bounded_lines(stream), delimiter=separator, strict=True)
    number, begun = 0, False
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise ReadError(
                _("Row %(row)d, line %(line)d: the quotation marks do not pair (%(detail)s).")
                % {"row": number + 1, "line": reader.line_num, "detail": error}
            ) from error
        if cells is None:
            return
        number += 1
        begun = begun or not is_blank(cells)
        if begun:
            yield number, cells


def _bounded_lines(stream: TextIO) -> Iterator[str]:
    number = 0
    while line := stream.readline(MAX_LINE_CHARACTERS):
        number += 1
        if len(line) == MAX_LINE_CHARACTERS and not line.endswith(("\n", "\r")):
            raise ReadError(
                _("Line %(line)d is longer than %(limit)d characters.")
                % {"line": number, "limit": MAX_LINE_CHARACTERS}
            )
        yield line


def recognise_separator(sample: str) -> str:
    """The separator that splits the header into most columns and the records below it into as
    many.

    A file of one column has none; two candidates that do equally well are refused rather than
    guessed between.
    """
    scores = {separator: _score(sample, separator) for separator in SEPARATORS}
    best = max(scores.values())
    winners = [separator for separator, score in scores.items() if score == best]
    if best[1] <= 1:
        return ","
    if len(winners) > 1:
        raise ReadError(
            _("The columns may be separated by %(names)s. State the separator in the mapping.")
            % {"names": _(" or ").join(str(SEPARATORS[winner]) for winner in winners)},
            likely=FileOptions(separator=winners[0]),
        )
    return winners[0]


def _score(sample: str, separator: str) -> tuple[float, int]:
    """The share of sampled records as wide as the header (0 when it has one column), and the
    header's width.
    """
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    try:
        records = [record for record in islice(reader, SAMPLE_RECORDS) if not is_blank(record)]
    except csv.Error:
        return (0, 0)
    if not records or len(records[0]) < 2:
        return (0, 1)
    width = len(records[0])
    complete = records[1:-1] or records[1:]
    same = sum(len(record) == width for record in complete)
    return (round(same / len(complete), 1) if complete else 1, width)
