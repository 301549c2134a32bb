"""An import that is being prepared: the lock on it, and what a change of it means."""

from datetime import datetime

from django.utils.translation import gettext as _

from crm.common.errors import BusinessRuleError
from exchange.models import ImportJob, ImportState, Work
from users.models import User


def editable_job(pk: int, *, by: User) -> ImportJob:
    """The locked row. Raises BusinessRuleError when it runs, ran, or has lost its file."""
    job = locked_job(pk, by=by)
    if not job.may_be_edited:
        raise BusinessRuleError(_("This import cannot be changed any more."))
    return job


def locked_job(pk: int, *, by: User) -> ImportJob:
    return ImportJob.objects.visible_to(by).select_for_update(of=("self",)).get(pk=pk)


def keep_changes(job: ImportJob, *, at: datetime) -> ImportJob:
    """Save a changed mapping: what a dry run said before does not speak of it any more."""
    job.state, job.work, job.report, job.error = ImportState.DRAFT, Work.NONE, None, ""
    job.changed_at = at
    job.save()
    return job
