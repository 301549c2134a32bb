"""What a file looks like: how it was read, its first rows, and what stands in each column."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from stdnum.se import orgnr

from exchange.mapping.convert import cell_text, known_country
from exchange.mapping.dates import parse_date
from exchange.mapping.numbers import parse_number
from exchange.mapping.schema import NumberFormat
from exchange.readers import Row, Source, Table

PREVIEWED = 8
LOOKED_AT = 20_000
TESTED = 300
MOST_VALUES = 60
LONGEST_SHOWN = 120
NO_LETTER = "\ufffd"  # NUL, which the database cannot keep
PATTERNS = (
    "YYYY-MM-DD",
    "DD/MM/YYYY",
    "MM/DD/YYYY",
    "DD.MM.YYYY",
    "YYYY/MM/DD",
    "YYYYMMDD",
    "DD-MM-YYYY",
    "YYYY-MM-DD hh:mm:ss",
    "YYYY-MM-DDThh:mm:ss",
)
MARKS = ((".", ""), (",", ""), (",", " "), (",", "\u00a0"), (".", ","), (",", "."), (".", " "))
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
PHONE = re.compile(r"(?:\+|00|0)[\d\s()/-]{6,20}")
NUMBER = re.compile(r"[+-]?\d[\d\s.,'\u00a0\u202f]*")


@dataclass(frozen=True)
class ColumnProfile:
    """`looks` is what nearly all values are; `dates` and `marks` are the forms that fit them all.
    `values` are the different ones with their counts, unless there are too many.
    """

    name: str
    samples: list[str]
    filled: int
    looks: str = "text"
    dates: list[str] = field(default_factory=list)
    marks: list[list[str]] = field(default_factory=list)
    values: list[list[Any]] = field(default_factory=list)


@dataclass(frozen=True)
class FileProfile:
    """`rows` counts those looked at; `is_whole` says whether these are all."""

    format: str
    encoding: str
    separator: str
    sheet: str
    notes: list[str]
    rows: int
    is_whole: bool
    preview: list[list[str]]
    columns: list[ColumnProfile]

    @property
    def header(self) -> list[str]:
        return [column.name for column in self.columns]

    def column(self, name: str) -> ColumnProfile | None:
        return next((column for column in self.columns if column.name == name), None)


def freeze(profile: FileProfile) -> dict[str, Any]:
    return asdict(profile)


def thaw(frozen: dict[str, Any]) -> FileProfile:
    columns = [ColumnProfile(**column) for column in frozen["columns"]]
    return FileProfile(**{**frozen, "columns": columns})


def profile_of(table: Table) -> FileProfile:
    """Looks at the first rows only, so that a page can wait for it. Raises ReadError."""
    source = table.source
    rows = table.rows()
    found = [_Column() for _name in source.columns]
    preview: list[list[str]] = []
    count = 0
    for row in islice(rows, LOOKED_AT):
        count += 1
        texts = [cell_text(cell) for cell in row.cells]
        if len(preview) < PREVIEWED:
            preview.append([text[:LONGEST_SHOWN].replace("\x00", NO_LETTER) for text in texts])
        if not row.fault:
            for column, text in zip(found, texts, strict=True):
                column.take(text)
    columns = [one.told(name) for one, name in zip(found, source.columns, strict=True)]
    return _profile(source, rows, (count, preview, columns))


def _profile(
    source: Source, rest: Iterator[Row], seen: tuple[int, list[list[str]], list[ColumnProfile]]
) -> FileProfile:
    count, preview, columns = seen
    return FileProfile(
        format=source.format,
        encoding=source.encoding,
        separator=source.separator,
        sheet=source.sheet,
        notes=[str(note) for note in source.notes],
        rows=count,
        is_whole=next(rest, None) is None,
        preview=preview,
        columns=columns,
    )


class _Column:
    """What is gathered of one column, within bounds."""

    def __init__(self) -> None:
        self.filled = 0
        self.first: list[str] = []
        self.values: Counter[str] = Counter()
        self.is_open = False

    def take(self, text: str) -> None:
        if not text:
            return
        self.filled += 1
        if len(self.first) < TESTED:
            self.first.append(text)
        if not self.is_open:
            self.values[text] += 1
            self.is_open = len(self.values) > MOST_VALUES

    def told(self, name: str) -> ColumnProfile:
        different = list(dict.fromkeys(self.first))
        dates, marks = _fitting_dates(different), _fitting_marks(different)
        return ColumnProfile(
            name=name,
            samples=[text[:LONGEST_SHOWN] for text in different[:3]],
            filled=self.filled,
            looks=_looks(different, dates, marks),
            dates=dates,
            marks=marks,
            values=[] if self.is_open else _counted(self.values),
        )


def _counted(values: Counter[str]) -> list[list[Any]]:
    return [[text, count] for text, count in values.most_common() if len(text) <= LONGEST_SHOWN]


def _looks(texts: Sequence[str], dates: Sequence[str], marks: Sequence[list[str]]) -> str:
    if not texts:
        return "empty"
    tests = {
        "email": lambda text: bool(EMAIL.fullmatch(text)),
        "url": lambda text: bool(URL.fullmatch(text)),
        "org_number": orgnr.is_valid,
        "country": known_country,
    }
    for name, test in tests.items():
        if sum(map(test, texts)) >= 0.8 * len(texts):
            return name
    if dates:
        return "date"
    if sum(bool(PHONE.fullmatch(text)) for text in texts) >= 0.8 * len(texts):
        return "phone"
    return "number" if marks else "text"


def _fitting_dates(texts: Sequence[str]) -> list[str]:
    if not texts:
        return []
    return [
        pattern
        for pattern in PATTERNS
        if all(parse_date(text, pattern) is not None for text in texts)
    ]


def _fitting_marks(texts: Sequence[str]) -> list[list[str]]:
    if not texts or not all(NUMBER.fullmatch(text) for text in texts):
        return []
    return [
        [decimal, group]
        for decimal, group in MARKS
        if all(_is_number(text, NumberFormat(decimal, group)) for text in texts)
    ]


def _is_number(text: str, style: NumberFormat) -> bool:
    try:
        parse_number(text, style, 12)
    except ValidationError:
        return False
    return True
