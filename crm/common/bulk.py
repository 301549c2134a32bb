"""Records are written in sets: new ones by COPY, changed ones a statement for the same columns."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any, TypeVar

from django.db import connection
from django.db.models import AutoField, GeneratedField, Model

M = TypeVar("M", bound=Model)
CHUNK = 500
WORTH_COPYING = 100
PIECE = 1 << 20
NOTHING_IGNORED = "SELECT set_config('pgtrigger.ignore', '{}', true)"


class _Nothing(int):
    """Numbers stand without quotes, and nothing without quotes is NULL."""

    def __str__(self) -> str:
        return ""


NULL = _Nothing()


def hurry_triggers() -> None:
    """Triggers ask for a setting; where it is missing each row costs an exception, a millisecond.

    It holds until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(NOTHING_IGNORED)


def write_changes(model: type[M], changes: Iterable[tuple[M, Mapping[str, Any]]]) -> None:
    """Set each record's new values (attribute → value, links as `…_id`) and write these columns
    only.
    """
    columns = {field.attname: field for field in model._meta.concrete_fields}
    groups: dict[tuple[str, ...], list[M]] = defaultdict(list)
    for record, values in changes:
        for name, value in values.items():
            setattr(record, name, value)
        if values:
            groups[tuple(sorted(values))].append(record)
    for names, records in groups.items():
        fields = [columns[name] for name in names]
        for start in range(0, len(records), CHUNK):
            _update(model, fields, records[start : start + CHUNK])


def _update(model: type[M], fields: Sequence[Any], records: Sequence[M]) -> None:
    """The values travel as arrays: ten times as fast as a CASE for each row and column."""
    key: Any = model._meta.pk
    kinds = [key.rel_db_type(connection), *[field.db_type(connection) for field in fields]]
    values = [
        [field.get_db_prep_save(getattr(one, field.attname), connection) for one in records]
        for field in [key, *fields]
    ]
    columns = [f'"{field.column}"' for field in fields]
    news = ", ".join(f"{column} = new.{column}" for column in columns)
    arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
    names = ", ".join(["key", *columns])
    hurry_triggers()
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{model._meta.db_table}" AS old SET {news} '  # noqa: S608 - columns of models
            f'FROM unnest({arrays}) AS new({names}) WHERE old."{key.column}" = new.key',
            values,
        )


def create_records(model: type[M], records: Sequence[M]) -> list[M]:
    """Write new records that others point to: reserved keys are kept, the others get one."""
    if any(record.pk is None for record in records):
        return model._default_manager.bulk_create(records, batch_size=CHUNK)
    insert_rows(model, records)
    return list(records)


def insert_rows(model: type[M], records: Sequence[M]) -> None:
    """Write new records. Keys that they lack are given by the database, and not read back."""
    if len(records) < WORTH_COPYING:
        model._default_manager.bulk_create(records)
        return
    keyless = records[0].pk is None
    names = [
        field.attname
        for field in model._meta.concrete_fields
        if not isinstance(field, GeneratedField) and not (keyless and field.primary_key)
    ]
    Target(model, *names).write([getattr(one, name) for name in names] for one in records)


def insert_values(model: type[M], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write new rows of which these attributes are given; the others have their defaults."""
    if len(rows) < WORTH_COPYING:
        records = [model(**dict(zip(names, row, strict=True))) for row in rows]
        model._default_manager.bulk_create(records)
    else:
        Target(model, *names).write(rows)


class Target:
    """A table and the attributes that rows give; the others have their defaults."""

    def __init__(self, model: type[Model], *names: str) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        rest = [
            field
            for name, field in fields.items()
            if name not in names and not isinstance(field, GeneratedField | AutoField)
        ]
        columns = [fields[name].column for name in names] + [field.column for field in rest]
        quoted = ", ".join(f'"{column}"' for column in columns)
        self._table = f'"{model._meta.db_table}"'
        self._columns = f"({quoted})"
        self._rest = [field.get_default() for field in rest]

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        with (
            connection.cursor() as cursor
        ):  # the history's wrapper sees this, and COPY it does not
            cursor.execute(f"LOCK TABLE {self._table} IN ROW EXCLUSIVE MODE")
        copy_rows(f"{self._table} {self._columns}", ([*row, *self._rest] for row in rows))


def copy_rows(target: str, rows: Iterable[Sequence[Any]]) -> None:
    """COPY into “table (columns)”: texts, numbers, days, instants and flags, each as it prints.

    The rows are made between the pieces, so an error in making them is just that.
    """
    for piece in _pieces(rows):
        with connection.cursor() as cursor, connection.wrap_database_errors:
            cursor.copy_expert(f"COPY {target} FROM STDIN (FORMAT csv)", piece)


def _pieces(rows: Iterable[Sequence[Any]]) -> Iterator[StringIO]:
    piece = StringIO()
    writer = csv.writer(piece, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    for row in rows:
        writer.writerow([NULL if value is None else value for value in row])
        if piece.tell() >= PIECE:
            piece.seek(0)
            yield piece
            piece.seek(0)
            piece.truncate()
    piece.seek(0)
    yield piece
