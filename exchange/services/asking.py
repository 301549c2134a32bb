"""What a person asks of an import: a dry run, the import itself, its undo, or to drop it."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from crm.common.errors import BusinessRuleError
from crm.common.files import delete_file
from crm.common.hints import hint
from exchange.mapping.document import faults_of
from exchange.models import ImportJob, ImportState, Phase, Work
from exchange.services.editing import editable_job, locked_job
from users.models import User

TASK = "exchange.tasks.carry_out_imports"


@transaction.atomic
def ask_for_check(pk: int, *, by: User, at: datetime) -> ImportJob:
    """Raises BusinessRuleError while the mapping cannot be used."""
    job = editable_job(pk, by=by)
    _require_mapping(job)
    job.report = None
    return _queue(job, Work.CHECK, by=by, at=at)


@transaction.atomic
def ask_for_import(pk: int, *, by: User, at: datetime) -> ImportJob:
    """Only what a dry run found to be without problems is imported."""
    job = editable_job(pk, by=by)
    tried_before = job.phase == Phase.FAILED and job.work == Work.IMPORT
    if job.phase != Phase.CHECKED and not tried_before:
        raise BusinessRuleError(_("Make a dry run without problems first."))
    _require_mapping(job)
    return _queue(job, Work.IMPORT, by=by, at=at)


@transaction.atomic
def ask_for_undo(pk: int, *, by: User, at: datetime) -> ImportJob:
    job = locked_job(pk, by=by)
    if not job.may_be_undone:
        raise BusinessRuleError(_("This import cannot be undone."))
    return _queue(job, Work.UNDO, by=by, at=at)


@transaction.atomic
def cancel_import(pk: int, *, by: User, at: datetime) -> ImportJob:
    """Drop it before it runs; its file goes at once."""
    job = locked_job(pk, by=by)
    if not job.may_be_cancelled:
        raise BusinessRuleError(_("It is too late to cancel this import."))
    key = job.file_key
    job.state, job.file_key, job.changed_at = ImportState.CANCELLED, "", at
    job.save()
    if key:
        transaction.on_commit(lambda: delete_file(key))
    return job


def _require_mapping(job: ImportJob) -> None:
    if faults := faults_of(job.mapping, job.kind):
        raise BusinessRuleError("\n".join(faults))


def _queue(job: ImportJob, work: Work, *, by: User, at: datetime) -> ImportJob:
    job.state, job.work, job.asked_by = ImportState.QUEUED, work, by
    job.attempt = job.progress_done = job.progress_total = 0
    job.error, job.last_error, job.done_at, job.changed_at = "", "", None, at
    job.save()
    ImportJob.objects.filter(pk=job.pk).update(next_try_at=Now())
    hint(TASK)
    return job
