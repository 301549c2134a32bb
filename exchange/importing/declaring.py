"""Names that a mapping declares are created where they do not exist yet."""

from collections.abc import Sequence
from typing import Any

from crm.common.matching import Rows, Verdict, by_name, match
from exchange.importing.kind import Declared, Task


def declare_names(task: Task, rows: Rows, what: str, names: Sequence[str]) -> None:
    """Create the records of these names that are missing among the rows; each has nothing but its
    name.
    """
    found = match(rows, [by_name("name")], [{"name": name} for name in names])
    missing = [name for name, one in zip(names, found, strict=True) if one.verdict == Verdict.NEW]
    model: Any = rows.model
    model.objects.bulk_create([model(name=name) for name in missing])
    task.declared += [Declared(what, name) for name in missing]
