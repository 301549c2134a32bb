"""Bulk edits: small ones within the request, large ones by a worker; either way all of it is one
transaction, one history context and one undo.
"""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from crm.common.bulk import hurry_triggers, insert_rows
from crm.common.errors import BusinessRuleError
from crm.common.failpoints import failpoint
from crm.common.hints import hint
from crm.common.history import history_context
from crm.common.jobs import JobState, LeaseLostError, Progress
from crm.common.lists import registry
from crm.common.lists.bulk.changing import Editing
from crm.common.lists.bulk.declared import BulkEdit, BulkForm, Hand
from crm.common.lists.choosing import Choice
from crm.common.lists.declared import RecordList
from crm.common.lists.models import BulkJob, Refusal
from crm.common.models import Route
from crm.common.undo import ChangesUndone

AT_ONCE = 200
CHUNK = 500
MOST = 50_000
TASK = "crm.common.lists.tasks.run_list_work"


def edits_for(record_list: RecordList, user: Any) -> list[BulkEdit]:
    """What the user may do to records of the list."""
    return [edit for edit in record_list.bulk if edit.allowed(user)]


@transaction.atomic
def request_bulk_edit(
    choice: Choice, edit: BulkEdit, form: BulkForm, *, token: uuid.UUID, at: datetime
) -> BulkJob:
    """Write down which records are meant and how they are to be changed.

    Up to AT_ONCE are changed now, more by a worker. A token that came before answers its job.
    """
    known: BulkJob | None = BulkJob.objects.filter(by=choice.user, token=token).first()
    if known:
        return known
    versions = choice.versions(MOST)
    if not versions:
        raise BusinessRuleError(_("None of these records is there any more."))
    is_small = len(versions) <= AT_ONCE
    values = {
        "list_key": choice.record_list.key,
        "edit": edit.name,
        "values": form.entered(),
        "record_ids": list(versions),
        "versions": list(versions.values()),
        "progress_total": len(versions),
        "state": JobState.DONE if is_small else JobState.QUEUED,
        "done_at": at if is_small else None,
    }
    job, is_new = BulkJob.objects.get_or_create(by=choice.user, token=token, defaults=values)
    if is_new and is_small:
        _perform(job, lambda done, total: None, at)
    elif is_new:
        hint(TASK)
    return job


def note_undo(event: ChangesUndone) -> None:
    """The page of an edit no longer offers what has been done."""
    BulkJob.objects.filter(context_id=event.context_id).update(undone_at=event.at)


def run_bulk_edit(job: BulkJob, progress: Progress, at: datetime) -> None:
    """What a worker does with a claimed job. Raises LeaseLostError, and changes nothing then."""
    with transaction.atomic():
        _perform(job, progress.step, at)
        failpoint("bulk.before_commit")
        if not job.finish(at=at):
            raise LeaseLostError(str(job))


def _perform(job: BulkJob, step: Callable[[int, int], None], at: datetime) -> None:
    wanted = sorted(zip(job.record_ids, job.versions, strict=True))
    total = len(wanted)
    refused: dict[int, str] = {}
    hurry_triggers()
    with history_context(by=job.by, route=Route.PAGE) as context:
        editing = _editing(job, at)
        for start in range(0, total, CHUNK):
            refused |= editing.change(dict(wanted[start : start + CHUNK]))
            failpoint("bulk.after_chunk")
            step(min(start + CHUNK, total), total)
    left = [Refusal(job=job, record_id=pk, reason=why) for pk, why in sorted(refused.items())]
    insert_rows(Refusal, left)
    job.changed, job.context_id, job.progress_done = total - len(refused), context, total
    job.record_ids = job.versions = []
    job.save(update_fields=["changed", "context_id", "progress_done", "record_ids", "versions"])


def _editing(job: BulkJob, at: datetime) -> Editing:
    """Bound anew: what the person could choose then may be out of reach by now."""
    record_list = registry.get(job.list_key)
    edit = next((one for one in edits_for(record_list, job.by) if one.name == job.edit), None)
    if edit is None:
        raise BusinessRuleError(_("You may no longer change these records."))
    entered = QueryDict(mutable=True)
    for name, texts in job.values.items():
        entered.setlist(name, texts)
    form = edit.form(entered, user=job.by)
    if not form.is_valid():
        first = next(iter(form.errors.values()))
        raise BusinessRuleError(str(first[0]))
    return Editing(record_list, edit, form.cleaned_data, Hand(job.by, at, Route.PAGE))
