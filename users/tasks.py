from celery import shared_task
from django.utils import timezone

from users.services.answers import forget_answers


@shared_task
def forget_old_answers() -> None:
    """What programs were answered is kept for a day."""
    forget_answers(at=timezone.now())
