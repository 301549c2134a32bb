"""The version check of every save: nobody overwrites what they have not seen."""

from typing import TypeVar

from django.db import models, transaction

from crm.common.errors import StaleVersionError
from crm.common.models import Record

R = TypeVar("R", bound=Record)


def lock_version(rows: "models.QuerySet[R]", pk: int, version: int) -> R:
    """The row, locked until the transaction ends.

    Raises StaleVersionError when it has another version.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("lock_version needs a transaction.")
    row = rows.select_for_update(of=("self",)).get(pk=pk)
    if row.version != version:
        raise StaleVersionError(row)
    return row
