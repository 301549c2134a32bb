"""Changed records are written in sets: one statement for all that change the same columns."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)
CHUNK = 500


def write_changes(model: type[M], changes: Iterable[tuple[M, Mapping[str, Any]]]) -> None:
    """Set each record's new values (attribute → value, links as `…_id`) and write these columns
    only.
    """
    columns = {field.attname: field.name for field in model._meta.concrete_fields}
    groups: dict[tuple[str, ...], list[M]] = defaultdict(list)
    for record, values in changes:
        for name, value in values.items():
            setattr(record, name, value)
        if values:
            groups[tuple(sorted(columns[name] for name in values))].append(record)
    for names, records in groups.items():
        model._default_manager.bulk_update(records, names, batch_size=CHUNK)
