"""Second and third step: which record each row speaks of, and what it would change there. Nothing
is written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from crm.common.matching import Match, Verdict
from exchange.importing.kind import Change, Kind, Task
from exchange.importing.loading import MAX_REPEATED
from exchange.importing.pace import Pace
from exchange.importing.problems import Problem
from exchange.importing.report import Counts
from exchange.importing.staging import StagedRow, reserve


@dataclass(slots=True)
class BatchPlan:
    """What becomes of one batch. Rows that were refused are in none of the three."""

    new: list[tuple[StagedRow, dict[str, Any]]]
    changes: list[Change[Any]]
    unchanged: int
    rows: int

    def count_into(self, counts: Counts) -> None:
        counts.created += len(self.new)
        counts.updated += len(self.changes)
        counts.unchanged += self.unchanged
        for change in self.changes:
            counts.changed_fields.update(change.values.keys())


def match_rows(task: Task, kind: Kind[Any], pace: Pace) -> None:
    """Note for each row the record it speaks of, or reserve the key of a new one."""
    for batch in task.staging.batches():
        rows = [row for row in batch if row.usable]
        matches = kind.match(rows)
        for row, found in zip(rows, matches, strict=True):
            _take(task, row, found)
        fresh = [row for row in rows if row.is_new]
        for row, pk in zip(fresh, reserve(kind.model._meta.db_table, len(fresh)), strict=True):
            row.pk = pk
        task.staging.note(row for row in rows if row.pk is not None)
        pace.matched(len(batch))
    _refuse_repeated_records(task, kind)


def _take(task: Task, row: StagedRow, found: Match) -> None:
    if found.verdict == Verdict.FOUND:
        row.pk, row.is_new = found.pk, False
    elif found.verdict == Verdict.NEW:
        row.is_new = True
    elif found.verdict == Verdict.SEVERAL:
        message = _("The row may mean %(count)d different records.") % {"count": len(found.pks)}
        task.refuse(row, found.key, "several", message)
    else:
        message = _("“%(text)s” belongs to a record that another identifier contradicts.")
        task.refuse(row, found.key, "conflict", message % {"text": row.text(found.key)})


def _refuse_repeated_records(task: Task, kind: Kind[Any]) -> None:
    repeated = task.staging.repeated_records(MAX_REPEATED)
    names = kind.records([pk for pk, _rows in repeated]).in_bulk()
    for pk, one in repeated:
        name = str(names.get(pk, pk))
        problem = Problem(
            "", "same_record", name, _("Several rows mean “%(name)s”.") % {"name": name}
        )
        for row in one.rows:
            task.problems.add(problem, row)
        problem.count = one.count
    task.staging.set_aside(pks=[pk for pk, _rows in repeated])


def plans(kind: Kind[Any], *, lock: bool) -> Iterator[BatchPlan]:
    """A plan for each batch; with `lock` the records that it speaks of stay as they are."""
    for rows in kind.task.staging.batches():
        yield _plan(kind, rows, lock=lock)


def _plan(kind: Kind[Any], rows: Sequence[StagedRow], *, lock: bool) -> BatchPlan:
    links = kind.resolve(rows)  # of all rows: names that are not known are told even beside faults
    known = kind.records([row.pk for row in rows if row.pk and not row.is_new])
    records = (known.select_for_update(of=("self",)) if lock else known).in_bulk()
    plan = BatchPlan([], [], 0, len(rows))
    for row in rows:
        if row.pk is None or row.number not in links:
            continue
        if row.is_new:
            values = kind.new_values(row, links[row.number])
            if kind.admit(row, values):
                plan.new.append((row, values))
        elif row.pk in records:
            _plan_change(kind, row, records[row.pk], links[row.number], plan)
    return plan


def _plan_change(
    kind: Kind[Any], row: StagedRow, record: Any, links: dict[str, Any], plan: BatchPlan
) -> None:
    values = kind.compare(row, record, links)
    if values is None:
        return
    if values:
        plan.changes.append(Change(row, record, values, links))
    else:
        plan.unchanged += 1
