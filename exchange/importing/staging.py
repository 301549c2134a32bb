"""Mapped rows in a temporary table: later steps read them in batches, so memory does not grow with
the file.

The table belongs to the transaction and vanishes with it, whichever way that ends.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from crm.common.bulk import copy_rows
from exchange.mapping.convert import Value, decoder_of, to_json
from exchange.mapping.fields import KindSpec
from exchange.mapping.mapper import MappedRow

BATCH = 2_000
SHOWN = 5

CREATE = """
    CREATE TEMPORARY TABLE import_row (
        number integer PRIMARY KEY,
        usable boolean NOT NULL,
        keys text[] NOT NULL,
        labels text[] NOT NULL,
        given text NOT NULL,
        filled text NOT NULL,
        pk bigint,
        is_new boolean
    ) ON COMMIT DROP
"""
COLUMNS = "import_row (number, usable, keys, labels, given, filled)"
INDEX_LABELS = """
    CREATE TEMPORARY TABLE import_label ON COMMIT DROP AS
        SELECT DISTINCT unnest(labels) AS label, number FROM import_row;
    CREATE INDEX ON import_label (label)
"""


class LoadRow(NamedTuple):
    """`keys`: what no other row of the file may share; `labels`: under what others may point to
    it.
    """

    mapped: MappedRow
    keys: Sequence[str]
    labels: Sequence[str] = ()


@dataclass(slots=True)
class StagedRow:
    """A row as mapped; one with a fault is not `usable`, but what else is wrong with it is told.
    After matching, `pk` is the record it speaks of, or the key reserved for a new one.
    """

    number: int
    given: dict[str, Value]
    filled: dict[str, Value]
    usable: bool = True
    pk: int | None = None
    is_new: bool | None = None

    def value(self, name: str) -> Value | None:
        return self.given.get(name, self.filled.get(name))

    def text(self, name: str) -> str:
        value = self.value(name)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same record twice in a file: what is the same, how many rows, and the first of them."""

    key: str
    count: int
    rows: tuple[int, ...]


class Staging:
    """The rows of one import. Lives inside one transaction."""

    def __init__(self, spec: KindSpec) -> None:
        self._decoders = {
            name: decoder for name, one in spec.fields.items() if (decoder := decoder_of(one))
        }
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS pg_temp.import_row, pg_temp.import_label")
            cursor.execute(CREATE)

    def load(self, rows: Iterable[LoadRow]) -> None:
        """Stream rows in."""
        copy_rows(COLUMNS, map(_cells, rows))
        with connection.cursor() as cursor:
            cursor.execute(INDEX_LABELS)
            cursor.execute("ANALYZE import_row")

    def batches(self) -> Iterator[list[StagedRow]]:
        """All rows in the order of the file."""
        last = 0
        while batch := self._after(last):
            yield batch
            last = batch[-1].number

    def _after(self, number: int) -> list[StagedRow]:
        query = """
            SELECT number, given, filled, usable, pk, is_new FROM import_row
            WHERE number > %s ORDER BY number LIMIT %s
        """
        rows = _fetch(query, [number, BATCH])
        return [
            StagedRow(number, self._load(given), self._load(filled), *rest)
            for number, given, filled, *rest in rows
        ]

    def _load(self, text: str) -> dict[str, Value]:
        values: dict[str, Value] = json.loads(text)
        for name in self._decoders.keys() & values.keys():
            values[name] = self._decoders[name](values[name])
        return values

    def distinct(self, *names: str) -> list[tuple[Any, ...]]:
        """The different combinations of these fields, as the file gives them, with the first row
        of each.
        """
        value = "coalesce(given::jsonb -> %s, filled::jsonb -> %s)"
        columns = ", ".join(value for _name in names)
        positions = ", ".join(str(at) for at in range(1, len(names) + 1))
        query = (
            f"SELECT {columns}, min(number) FROM import_row WHERE usable "  # noqa: S608 - placeholders only
            f"GROUP BY {positions} ORDER BY min(number)"
        )
        rows = _fetch(query, [name for name in names for _twice in (1, 2)])
        return [(*(_plain(value) for value in row[:-1]), row[-1]) for row in rows]

    def note(self, rows: Iterable[StagedRow]) -> None:
        """Keep what each row was matched with."""
        known = [(row.number, row.pk, row.is_new) for row in rows]
        if not known:
            return
        query = """
            UPDATE import_row SET pk = known.pk, is_new = known.is_new
            FROM unnest(%s::integer[], %s::bigint[], %s::boolean[]) AS known (number, pk, is_new)
            WHERE import_row.number = known.number
        """
        with connection.cursor() as cursor:
            cursor.execute(query, [list(column) for column in zip(*known, strict=True)])

    def set_aside(self, keys: Sequence[str] = (), pks: Sequence[int] = ()) -> int:
        """Take the rows with these keys, or matched with these records, out of the import; returns
        how many.
        """
        query = """
            UPDATE import_row SET usable = false
            WHERE usable AND (keys && %s::text[] OR (pk = ANY(%s) AND NOT is_new))
        """
        with connection.cursor() as cursor:
            cursor.execute(query, [list(keys), list(pks)])
            return int(cursor.rowcount)

    def repeated_keys(self, limit: int) -> list[Repeated]:
        query = """
            SELECT key, count(*), array_agg(number ORDER BY number)
            FROM import_row, unnest(keys) AS key
            GROUP BY key HAVING count(*) > 1 ORDER BY min(number) LIMIT %s
        """
        rows = _fetch(query, [limit])
        return [Repeated(key, count, tuple(numbers[:SHOWN])) for key, count, numbers in rows]

    def repeated_records(self, limit: int) -> list[tuple[int, Repeated]]:
        """Existing records that several rows were matched with."""
        query = """
            SELECT pk, count(*), array_agg(number ORDER BY number)
            FROM import_row WHERE pk IS NOT NULL AND NOT is_new
            GROUP BY pk HAVING count(*) > 1 ORDER BY min(number) LIMIT %s
        """
        rows = _fetch(query, [limit])
        return [(pk, Repeated("", count, tuple(numbers[:SHOWN]))) for pk, count, numbers in rows]

    def labelled(self, labels: Sequence[str]) -> dict[str, list[int]]:
        """For each label the keys of the rows that have it; 0 for a row that is not matched or not
        usable.
        """
        query = """
            SELECT label, array_agg(coalesce(pk, 0))
            FROM import_label JOIN import_row USING (number)
            WHERE label = ANY(%s) GROUP BY label
        """
        return dict(_fetch(query, [list(labels)]))


def reserve(table: str, count: int) -> list[int]:
    """Primary keys for rows to come, so that rows may point to one another before they are
    written.
    """
    rows = _fetch(
        "SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass))"
        " FROM generate_series(1, %s)",
        [table, count],
    )
    return [pk for (pk,) in rows]


def _fetch(query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def _plain(value: Any) -> Any:
    """jsonb comes as text from a plain cursor."""
    return json.loads(value) if isinstance(value, str) else value


def _cells(row: LoadRow) -> tuple[Any, ...]:
    mapped = row.mapped
    return (
        mapped.number,
        not mapped.faults,
        _array(row.keys),
        _array(row.labels),
        _json(mapped.given),
        _json(mapped.filled),
    )


def _array(texts: Sequence[str]) -> str:
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"


def _json(values: Mapping[str, Value]) -> str:
    plain = {name: to_json(value) for name, value in values.items()}
    return json.dumps(plain)
