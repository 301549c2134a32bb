"""Uploads go after some days; what was imported, and the report of it, stay."""

from datetime import datetime, timedelta

from django.db import transaction

from crm.common.files import delete_file, delete_partials, delete_unowned
from exchange.models import ImportJob, ImportState

KEPT = timedelta(days=14)
ABANDONED = timedelta(days=1)


def delete_old_uploads(*, at: datetime) -> int:
    """Delete the files of imports whose last step is longer ago than KEPT; returns how many.

    What was never imported by then is cancelled.
    """
    delete_partials(older_than=ABANDONED)
    delete_unowned(older_than=ABANDONED)
    old = ImportJob.objects.filter(changed_at__lt=at - KEPT).exclude(file_key="")
    idle = old.exclude(state__in=[ImportState.QUEUED, ImportState.LEASED])
    with transaction.atomic():
        jobs = list(idle.select_for_update(skip_locked=True, of=("self",)))
        for job in jobs:
            delete_file(job.file_key)
        pks = [job.pk for job in jobs]
        unused = ImportJob.objects.filter(pk__in=pks, imported_at__isnull=True)
        unused.update(state=ImportState.CANCELLED)
        ImportJob.objects.filter(pk__in=pks).update(file_key="")
    return len(pks)
