"""One import from file to committed records, in one transaction and one history context."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from crm.common.errors import BusinessRuleError
from crm.common.failpoints import failpoint
from crm.common.history import history_context
from crm.common.models import Route
from exchange.importing.kind import Kind, Task
from exchange.importing.kinds import KIND_CLASSES
from exchange.importing.loading import Loaded, load
from exchange.importing.lookups import TARGETS, Lookups, alike
from exchange.importing.pace import Pace, Told, silent
from exchange.importing.planning import BatchPlan, match_rows, plans
from exchange.importing.problems import Problem, Problems
from exchange.importing.report import Counts, ImportReport
from exchange.importing.staging import Staging
from exchange.mapping.fields import KINDS
from exchange.mapping.mapper import Mapper
from exchange.mapping.schema import ImportMapping
from exchange.readers import Table, open_table
from exchange.rights import may_import
from users.models import User

logger = logging.getLogger(__name__)

ONE_AT_A_TIME = 7_203_001
MANY = 500
MAX_NEAREST = 50


@dataclass(frozen=True, slots=True)
class ImportRequest:
    path: Path
    mapping: ImportMapping
    by: User
    at: datetime
    dry_run: bool
    name: str = ""
    told: Told = silent

    @property
    def file_name(self) -> str:
        """What the person calls the file; a stored upload lies under another name."""
        return self.name or self.path.name


def import_file(request: ImportRequest) -> ImportReport:
    """Import a file, or with `dry_run` tell what importing it would do.

    A file with any problem is not imported at all. Sends no mail. Raises BusinessRuleError when
    the person has no right to import, when the file or the mapping cannot be used, and when the
    database refuses a row.
    """
    if not may_import(request.by):
        raise BusinessRuleError(_("Only an administrator may import."))
    table = open_table(request.path, request.mapping.file, request.file_name)
    mapper = Mapper(request.mapping, table.source.columns)
    try:
        report = _import(request, table, mapper)
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        raise BusinessRuleError(
            _("The database refused the import, and nothing was written (%(rule)s).")
            % {"rule": constraint}
        ) from error
    _log(request, report)
    return report


@transaction.atomic
def _import(request: ImportRequest, table: Table, mapper: Mapper) -> ImportReport:
    _prepare_connection()
    mapping = request.mapping
    task = Task(
        mapping=mapping,
        by=request.by,
        at=request.at,
        staging=Staging(KINDS[mapping.kind]),
        lookups=Lookups(request.by),
        problems=Problems({name: ", ".join(columns) for name, columns in mapping.columns.items()}),
    )
    kind = KIND_CLASSES[mapping.kind](task)
    pace = Pace(request.told, request.path.stat().st_size)
    with history_context(
        by=request.by, route=Route.IMPORT, kind=mapping.kind, file=request.file_name
    ) as context:
        loaded = load(task, kind, table, mapper, pace)
        kind.declare()
        match_rows(task, kind, pace)
        kind.after_match()
        counts = _carry_out(task, kind, pace, dry_run=request.dry_run)
    report = _report(request, table, mapper, task, (loaded, counts))
    if not report.written:
        transaction.set_rollback(True)  # what was declared goes as well
        return report
    return replace(report, context_id=context)


def _prepare_connection() -> None:
    """Wait for other imports; let two thousand names be looked up by index, not in all rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute("SET LOCAL random_page_cost = 1.1")


def _carry_out(task: Task, kind: Kind[Any], pace: Pace, *, dry_run: bool) -> Counts:
    """Write batch by batch. The first problem ends the writing, and the caller takes it all back;
    the rows after it are still judged, so that all problems are told at once.
    """
    counts = Counts(pace.rows)
    for plan in plans(kind, lock=not dry_run):
        plan.count_into(counts)
        if not dry_run and not task.problems:
            _write(kind, plan)
        pace.wrote(plan.rows)
    if not dry_run and not task.problems and _outgrows_statistics(kind, counts.created):
        _renew_statistics()
    failpoint("import.before_commit")
    return counts


def _write(kind: Kind[Any], plan: BatchPlan) -> None:
    if plan.new:
        kind.create(plan.new)
    if plan.changes:
        kind.change(plan.changes)
    failpoint("import.after_batch")


def _outgrows_statistics(kind: Kind[Any], created: int) -> bool:
    """Many rows, and a fifth or more of what the planner believes to be there."""
    if created < MANY:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [kind.model._meta.db_table]
        )
        (believed,) = cursor.fetchone()
    return bool(created * 5 >= believed)


def _renew_statistics() -> None:
    """The planner learns of many new rows at once; reports would take minutes until autovacuum."""
    names = connection.introspection.django_table_names(only_existing=True)
    tables = ", ".join(connection.ops.quote_name(name) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


def _report(
    request: ImportRequest,
    table: Table,
    mapper: Mapper,
    task: Task,
    results: tuple[Loaded, Counts],
) -> ImportReport:
    loaded, counts = results
    problems = task.problems.listed()
    for problem in problems[:MAX_NEAREST]:
        problem.nearest = problem.nearest or _nearest(task, problem)
    return ImportReport(
        kind=request.mapping.kind,
        file=request.file_name,
        source=table.source,
        unused_columns=tuple(mapper.unused),
        counts=counts,
        declared=tuple(task.declared),
        replaced=loaded.replacements(),
        notices=loaded.notices,
        problems=tuple(problems),
        more_problems=task.problems.more,
        dry_run=request.dry_run,
    )


def _nearest(task: Task, problem: Problem) -> str:
    if problem.code != "unknown":
        return ""
    if problem.known:
        return alike(problem.text, problem.known)
    spec = task.spec.fields.get(problem.field)
    return task.lookups.nearest(spec.to, problem.text) if spec and spec.to in TARGETS else ""


def _log(request: ImportRequest, report: ImportReport) -> None:
    counts = report.counts
    logger.info(
        "import of %s: %s",
        report.kind,
        "written" if report.written else "nothing written",
        extra={
            "kind": report.kind,
            "user": request.by.pk,
            "dry_run": report.dry_run,
            "rows": counts.rows,
            "records_created": counts.created,
            "records_updated": counts.updated,
            "unchanged": counts.unchanged,
            "problems": len(report.problems),
        },
    )
