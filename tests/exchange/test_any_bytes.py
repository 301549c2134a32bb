"""Whatever bytes come as a file, the readers answer rows or a message, and nothing else."""

import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.mapping.mapper import Mapper
from exchange.mapping.numbers import parse_number
from exchange.mapping.schema import MappingError, NumberFormat
from exchange.readers import ReadError
from tests.exchange.helpers import mapping_of, table_of

MAPPING = mapping_of(
    "deals",
    columns={
        "name": "a",
        "owner": "b",
        "stage": "c",
        "pipeline": "c",
        "value": "b",
        "closed_on": "a",
    },
)
LETTERS = st.text(alphabet="abc,;\t\"\n\r\ufeffåÅ\x00 1.-/é'|", max_size=120)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    st.binary(max_size=200) | LETTERS.map(str.encode) | LETTERS.map(lambda t: t.encode("utf-16"))
)
def test_bytes_are_rows_or_a_message(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, suppress(ReadError):
        table = table_of(Path(folder), content)
        for row in table.rows():
            assert row.fault or len(row.cells) == len(table.source.columns)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(LETTERS)
def test_rows_are_values_or_faults(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder, suppress(ReadError, MappingError):
        table = table_of(Path(folder), "a,b,c\n" + text)
        mapper = Mapper(MAPPING, table.source.columns)
        for row in table.rows():
            if row.fault is None:
                mapped = mapper.map(row)
                assert mapped.given or mapped.faults


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=10**12))
def test_a_number_reads_as_it_was_written(number: object) -> None:
    style = NumberFormat(",", "\u00a0")
    written = f"{number:,.2f}".replace(",", "\u00a0").replace(".", ",")
    assert parse_number(written, style, 2) == number
