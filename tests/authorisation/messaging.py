"""Who gets which answer from the outbox."""

from typing import Any

from messaging.models import OutboxMail
from messaging.services import queue_mail
from messaging.states import MailState
from tests.authorisation import admins
from tests.cast import Cast
from tests.messaging.outbox import to_user


def _mail(cast: Cast) -> OutboxMail:
    return queue_mail(to_user(cast.anna))


def _file(cast: Cast) -> list[Any]:
    mail = _mail(cast)
    return [mail.pk, mail.attachments.attached().get().pk]


def _uncertain(cast: Cast) -> list[Any]:
    mail = _mail(cast)
    OutboxMail.objects.filter(pk=mail.pk).update(
        state=MailState.UNCERTAIN, transmit_started_at=mail.created_at
    )
    return [mail.pk]


ROWS = [
    admins("messaging:outbox_list", "GET", 200),
    admins("messaging:outbox_detail", "GET", 200, args=lambda cast: [_mail(cast).pk]),
    admins("messaging:outbox_html", "GET", 200, args=lambda cast: [_mail(cast).pk]),
    admins("messaging:outbox_attachment", "GET", 200, args=_file),
    admins("messaging:outbox_retry", "POST", 302, args=lambda cast: [_mail(cast).pk]),
    admins(
        "messaging:outbox_resolve",
        "POST",
        302,
        args=_uncertain,
        data=lambda cast: {"decision": "arrived"},
    ),
]
