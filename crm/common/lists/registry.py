"""The lists of the program: rooms add theirs, and higher rooms extend those of lower ones."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from crm.common.lists.conditions import Field
from crm.common.lists.declared import Column, RecordList

_lists: dict[str, RecordList] = {}


def add(record_list: RecordList) -> None:
    """From AppConfig.ready(); once more with the same key changes nothing."""
    _lists.setdefault(record_list.key, record_list)


def get(key: str) -> RecordList:
    """Raises KeyError."""
    return _lists[key]


def find(key: str) -> RecordList | None:
    return _lists.get(key)


def every() -> list[RecordList]:
    return list(_lists.values())


def extend(
    key: str,
    *,
    columns: Sequence[Column] = (),
    fields: Sequence[Field] = (),
    bulk: Sequence[Any] = (),
) -> None:
    """What a higher room knows about the records of a lower one."""
    found = get(key)
    _lists[key] = replace(
        found,
        columns=_added(found.columns, columns),
        fields=_added(found.fields, fields),
        bulk=_added(found.bulk, bulk),
    )


def _added(present: tuple[Any, ...], more: Sequence[Any]) -> tuple[Any, ...]:
    names = {item.name for item in present}
    return (*present, *(item for item in more if item.name not in names))
