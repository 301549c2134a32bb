from celery import shared_task
from django.utils import timezone

from exchange import services

LONGEST = 6 * 3600  # seconds; a large file in one transaction may take longer than other tasks


@shared_task(soft_time_limit=LONGEST, time_limit=LONGEST)
def carry_out_imports() -> None:
    """What was asked for stands in the database, so a missed tick is made up by the next."""
    services.carry_out_due(at=timezone.now())


@shared_task
def delete_old_uploads() -> None:
    services.delete_old_uploads(at=timezone.now())
