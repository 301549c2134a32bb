"""First step: every row of the file is mapped and staged, and what is wrong with single rows is
noted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from exchange.importing.kind import Kind, Task
from exchange.importing.pace import Pace
from exchange.importing.problems import Problem
from exchange.importing.report import Replacement
from exchange.importing.staging import LoadRow
from exchange.mapping.mapper import Mapper
from exchange.readers import Row, Table

MAX_REPEATED = 100


@dataclass(slots=True)
class Loaded:
    rows: int = 0
    replaced: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    notices: Counter[str] = field(default_factory=Counter)

    def replacements(self) -> tuple[Replacement, ...]:
        return tuple(Replacement(*rule, count) for rule, count in self.replaced.most_common())


def load(task: Task, kind: Kind[Any], table: Table, mapper: Mapper, pace: Pace) -> Loaded:
    """Stage the rows, and set aside those that say the same record twice."""
    loaded = Loaded()
    task.staging.load(_mapped(task, kind, loaded, mapper, pace.read(table.rows())))
    repeated = task.staging.repeated_keys(MAX_REPEATED)
    for one in repeated:
        name, _separator, value = one.key.partition("|")
        message = _("“%(value)s” stands in more than one row.") % {"value": value}
        problem = Problem(name, "repeated", value, message)
        for row in one.rows:
            task.problems.add(problem, row)
        problem.count = one.count
    task.staging.set_aside(keys=[one.key for one in repeated])
    return loaded


def _mapped(
    task: Task, kind: Kind[Any], loaded: Loaded, mapper: Mapper, rows: Iterable[Row]
) -> Iterator[LoadRow]:
    for row in rows:
        loaded.rows += 1
        if row.fault:
            _note_row_fault(task, row)
            continue
        mapped = mapper.map(row)
        kind.check(mapped)
        loaded.replaced.update(mapped.replaced)
        loaded.notices.update(kind.notices(mapped))
        for fault in mapped.faults:
            problem = Problem(
                fault.field, fault.code, fault.text, fault.message, known=fault.known
            )
            task.problems.add(problem, row.number)
        yield LoadRow(mapped, kind.file_keys(mapped), kind.labels(mapped))


def _note_row_fault(task: Task, row: Row) -> None:
    if row.fault:
        column = row.fault.column or ""
        problem = Problem("", row.fault.code, "", row.fault.message, column=column)
        task.problems.add(problem, row.number)
