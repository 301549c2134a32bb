"""Carrying out what was asked for: a job in one transaction, its lease kept by a heartbeat.

A worker that is lost leaves nothing behind but its lease; when that has run out, another one
starts again.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from crm.common.constraints import broken_rules_to
from crm.common.errors import BusinessRuleError
from crm.common.files import file_exists, path_of
from crm.common.jobs import LeaseLostError, Progress, heartbeat
from crm.common.undo import ChangesUndone, undo
from exchange.importing.frozen import freeze_report
from exchange.mapping.parse import parse_mapping
from exchange.models import ImportJob, Work
from exchange.services.importing import ImportRequest, import_file
from users.models import User

logger = logging.getLogger("crm.imports")


def carry_out_due(*, at: datetime) -> int:
    """Work off what is asked for, one after the other, beside other workers; returns how many."""
    lease = timedelta(seconds=settings.IMPORT_LEASE_SECONDS)
    count = 0
    while claimed := ImportJob.objects.claim(1, lease=lease):
        count += 1
        _carry_out(claimed[0], lease, at=at)
    return count


def _carry_out(job: ImportJob, lease: timedelta, *, at: datetime) -> None:
    """What the rules forbid is an answer for the person, and no reason to try again."""
    asker = job.asked_by or job.created_by
    with translation.override(asker.language), heartbeat(job, lease) as progress:
        try:
            with broken_rules_to(lambda reason: _refuse(job, reason, at=at)), transaction.atomic():
                _do(job, asker, progress, at=at)
        except LeaseLostError:
            logger.warning("import taken over", extra={"import": job.pk})


def _do(job: ImportJob, asker: User, progress: Progress, *, at: datetime) -> None:
    if job.work == Work.UNDO:
        _undo(job, asker, progress, at=at)
    else:
        _import(job, asker, progress, at=at)
    if not job.finish(at=at):
        raise LeaseLostError(job.pk)


def _import(job: ImportJob, asker: User, progress: Progress, *, at: datetime) -> None:
    if not file_exists(job.file_key):
        raise BusinessRuleError(_("The file is not there any more. Upload it again."))
    request = ImportRequest(
        path=path_of(job.file_key),
        mapping=parse_mapping(job.mapping, job.kind),
        by=asker,
        at=at,
        dry_run=job.work == Work.CHECK,
        name=job.file_name,
        told=progress.step,
    )
    report = import_file(request)
    written = {"context_id": report.context_id, "imported_at": at} if report.written else {}
    job.mine().update(report=freeze_report(report), changed_at=at, **written)


def _undo(job: ImportJob, asker: User, progress: Progress, *, at: datetime) -> None:
    """An import that wrote nothing has nothing to put back."""
    if job.report and _wrote(job):
        context: Any = job.context_id  # asked for only with one
        undo(context, by=asker, at=at, step=progress.step)
    job.mine().update(undone_at=at, changed_at=at)


def note_undo(event: ChangesUndone) -> None:
    """Imports are also undone among the recent changes; their pages know it then."""
    ImportJob.objects.filter(context_id=event.context_id).update(undone_at=event.at)


def _wrote(job: ImportJob) -> bool:
    report = job.report or {}
    counts = report["counts"]
    return bool(counts["created"] or counts["updated"] or report["declared"])


def _refuse(job: ImportJob, message: str, *, at: datetime) -> None:
    job.mine().update(error=message, changed_at=at)
    job.finish(at=at)
