from celery import shared_task
from django.utils import timezone

from crm.common.hints import hint
from reports import services


@shared_task
def make_due_reports() -> None:
    """The scheduler's tick: what is due stands in the database, so a missed tick is made up by the
    next.
    """
    at = timezone.now()
    services.request_due(at=at)
    services.freeze_requested(at=at)
    if services.deliver_due(at=at):
        hint("messaging.tasks.send_due_mail")
