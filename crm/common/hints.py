"""Telling a worker that a row is worth a look now. Sweeps find every row without being told."""

from celery import current_app
from django.db import transaction
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from crm.common.breaker import Breaker

EXPIRES_SECONDS = 300
broker = Breaker("broker")


def hint(task: str, *ids: int) -> None:
    """Send the message once this change is committed, e.g. `hint("messaging.tasks.send_mail", 7)`.

    A hint that is lost, or cannot be sent because Redis is away, costs the time until the next
    sweep; it never fails the change.
    """

    def send() -> None:
        if broker.is_open:
            return
        try:
            current_app.send_task(task, ids, retry=False, expires=EXPIRES_SECONDS)
        except (KombuError, RedisError, OSError) as error:
            broker.failed(error)
        else:
            broker.answered()

    transaction.on_commit(send, robust=True)
