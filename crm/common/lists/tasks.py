from celery import shared_task
from django.utils import timezone

from crm.common.lists.bulk.services import run_bulk_edit
from crm.common.lists.exporting.services import delete_expired, run_export
from crm.common.lists.models import BulkJob, ExportJob, UndoJob
from crm.common.lists.undoing import run_undo
from crm.common.lists.working import work_on_next

WORK = ((BulkJob, run_bulk_edit), (UndoJob, run_undo), (ExportJob, run_export))


@shared_task(soft_time_limit=840, time_limit=870)
def run_list_work() -> None:
    """Every 30 seconds, and when something is asked for: whatever is due."""
    for model, do in WORK:
        while work_on_next(model, do, at=timezone.now()):
            pass


@shared_task
def delete_expired_exports() -> None:
    delete_expired(at=timezone.now())
