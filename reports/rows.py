"""Rows of a statement written in SQL, with their columns as attributes."""

from collections import namedtuple
from collections.abc import Mapping
from typing import Any

from django.db import connection


def fetch(statement: str, params: Mapping[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        row = namedtuple("row", [column.name for column in cursor.description])  # type: ignore[misc]
        return [row(*values) for values in cursor.fetchall()]
