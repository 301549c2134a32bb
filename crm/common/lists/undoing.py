"""Undo of a change that is too large for a request: a worker does it, with the same rules."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from crm.common.failpoints import failpoint
from crm.common.hints import hint
from crm.common.jobs import JobState, LeaseLostError, Progress
from crm.common.lists.models import UndoJob
from crm.common.snapshots import number_of_changes
from crm.common.undo import undo

LARGE = 2000
TASK = "crm.common.lists.tasks.run_list_work"


def is_large(context_id: uuid.UUID) -> bool:
    return number_of_changes(context_id) > LARGE


@transaction.atomic
def request_undo(context_id: uuid.UUID, *, by: Any, back: str) -> UndoJob:
    """The job that undoes the context; pressed twice it is still one."""
    unfinished = [JobState.QUEUED, JobState.LEASED]
    job, is_new = UndoJob.objects.get_or_create(
        context_id=context_id, state__in=unfinished, defaults={"by": by, "back": back}
    )
    if is_new:
        hint(TASK)
    return job


def run_undo(job: UndoJob, progress: Progress, at: datetime) -> None:
    with transaction.atomic():
        undo(job.context_id, by=job.by, at=at, step=progress.step)
        failpoint("undo.before_commit")
        if not job.finish(at=at):
            raise LeaseLostError(str(job))
