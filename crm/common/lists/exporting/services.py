"""Exports: small ones as the answer, large ones as a private file that a worker makes."""

import io
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import IO

from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from crm.common import files
from crm.common.errors import BusinessRuleError
from crm.common.failpoints import failpoint
from crm.common.hints import hint
from crm.common.jobs import JobState, LeaseLostError, Progress
from crm.common.lists import registry
from crm.common.lists.choosing import Choice
from crm.common.lists.declared import Selection, select_rows
from crm.common.lists.exporting.cells import Table
from crm.common.lists.exporting.csv_file import csv_lines
from crm.common.lists.exporting.rows import table_of
from crm.common.lists.exporting.xlsx_file import MOST_ROWS, write_xlsx
from crm.common.lists.models import ExportFormat, ExportJob
from crm.common.models import all_rows

AT_ONCE = 2000
KEPT = timedelta(days=3)
TASK = "crm.common.lists.tasks.run_list_work"
logger = logging.getLogger("crm.lists")


@transaction.atomic
def request_export(choice: Choice, kind: ExportFormat, *, at: datetime) -> ExportJob:
    """Note who takes which rows of which list. A small export is done with that: `small_export`
    answers its file; a large one is left to a worker.
    """
    keys = choice.in_order()
    if kind == ExportFormat.XLSX and len(keys) > MOST_ROWS:
        raise BusinessRuleError(_("An Excel sheet does not hold that many rows. Take CSV."))
    is_small = len(keys) <= AT_ONCE
    job = ExportJob.objects.create(
        by=choice.user,
        list_key=choice.record_list.key,
        format=kind,
        query=choice.selection.query.urlencode(),
        record_ids=[] if is_small else keys,
        rows=len(keys),
        progress_total=len(keys),
        state=JobState.DONE if is_small else JobState.QUEUED,
        done_at=at if is_small else None,
    )
    facts = {"user": choice.user.pk, "list": job.list_key, "rows": job.rows, "format": kind}
    logger.info("export", extra=facts)
    job.record_ids = keys
    if not is_small:
        hint(TASK)
    return job


def small_export(choice: Choice, job: ExportJob) -> IO[bytes]:
    """The file of an export that was just asked for and is small; nothing of it is kept."""
    file = io.BytesIO()
    _write(file, job, table_of(choice.selection.unfiltered(), job.record_ids))
    file.seek(0)
    return file


def run_export(job: ExportJob, progress: Progress, at: datetime) -> None:
    """What a worker does with a claimed job. The row names the file before it is written, so what
    a lost worker left behind is found and cleared.
    """
    _discard(job)
    asked = select_rows(registry.get(job.list_key), job.by, QueryDict(job.query))
    selection = asked.unfiltered()  # which records are meant was settled when it was asked for
    keys = _still_seen(selection, job.record_ids)
    with files.draft() as draft:
        job.mine().update(file_key=draft.path.name)
        with draft.path.open("wb") as file:
            _write(file, job, table_of(selection, keys, progress))
        stored = draft.keep()
    job.take_file(stored, file_name(job, at))
    failpoint("export.before_commit")
    named = {"file_name": job.file_name, "file_size": job.file_size}
    what = {"record_ids": keys, "rows": len(keys), "file_sha256": job.file_sha256}
    with transaction.atomic():
        job.mine().update(expires_at=at + KEPT, **named, **what)
        if not job.finish(at=at):
            files.delete_file(stored.key)
            raise LeaseLostError(str(job))


def _still_seen(selection: Selection, keys: Sequence[int]) -> list[int]:
    seen = set(selection.rows.filter(pk__in=keys).values_list("pk", flat=True))
    return [pk for pk in keys if pk in seen]


def file_name(job: ExportJob, at: datetime) -> str:
    """“Accounts 2026-11-23.xlsx”."""
    title = registry.get(job.list_key).title
    return f"{title} {at.astimezone(job.by.zone):%Y-%m-%d}.{job.format}"


def refuse_lost_sight(job: ExportJob) -> None:
    """Raises BusinessRuleError when the person may by now not see all that was exported.

    What was deleted since does not count.
    """
    rows = all_rows(registry.get(job.list_key).model).filter(pk__in=job.record_ids)
    seen = rows.visible_to(job.by)  # type: ignore[attr-defined] # lists are of Records
    if seen.values("pk").distinct().count() != rows.count():
        raise BusinessRuleError(
            _("You no longer see all records of this export. Export the list again.")
        )


def delete_expired(*, at: datetime) -> int:
    """Files of exports go after some days, those of failed ones at once. Answers how many went."""
    kept = ExportJob.objects.exclude(file_key="")
    rows = list(kept.filter(Q(expires_at__lt=at) | Q(state=JobState.DEAD)))
    for job in rows:
        _discard(job)
    ExportJob.objects.filter(pk__in=[job.pk for job in rows]).update(file_key="", record_ids=[])
    return len(rows)


def _discard(job: ExportJob) -> None:
    if job.has_file:
        files.delete_file(job.file_key)


def _write(file: IO[bytes], job: ExportJob, table: Table) -> None:
    if job.format == ExportFormat.XLSX:
        write_xlsx(file, table)
    else:
        file.writelines(csv_lines(table))
