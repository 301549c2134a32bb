"""Doors for the worker: rows decide what is sent, a message only says that it is worth looking."""

from celery import shared_task

from messaging import services

# A mail may keep its worker for minutes (messaging/smtp.py says how many), and a worker stopped
# after the final dot leaves it uncertain; so these limits are longer than those of other tasks.


@shared_task(soft_time_limit=540, time_limit=600)
def send_due_mail() -> None:
    """Every 30 seconds: whatever is due. A message that was lost costs no more than this."""
    services.send_due()


@shared_task(soft_time_limit=540, time_limit=600)
def send_mail(pk: int) -> None:
    """A mail that somebody waits for (password reset): now, and ahead of the queue."""
    services.send_one(pk)
