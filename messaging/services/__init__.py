"""Changes of the outbox: writing mails, sending them, and what a person decides about one."""

from messaging.services.deciding import (
    confirm_arrival,
    resend_mail,
    resend_uncertain,
    retry_mail,
)
from messaging.services.queueing import queue_mail, queue_mails
from messaging.services.sending import send_due, send_one

__all__ = [
    "confirm_arrival",
    "queue_mail",
    "queue_mails",
    "resend_mail",
    "resend_uncertain",
    "retry_mail",
    "send_due",
    "send_one",
]
