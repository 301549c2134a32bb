"""Reads about the outbox that are more than a list of mails."""

import base64
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Min, Model, Q

from messaging.models import OutboxAttachment, OutboxMail, OutboxQuerySet
from messaging.states import LOOKS, TROUBLED, WAITING, Look, MailState

CID = re.compile(r"cid:([^\"'\s>)]+)")


@dataclass(frozen=True)
class OutboxHealth:
    """What an administrator should know at a glance. `waiting_since`: the oldest mail not sent
    yet.
    """

    server_is_set: bool
    waiting: int
    waiting_since: datetime | None
    uncertain: int
    refused: int
    given_up: int


def outbox_health(mails: OutboxQuerySet) -> OutboxHealth:
    """Of the mails given, in one statement."""
    counts = mails.filter(state__in=[*WAITING, *TROUBLED]).aggregate(
        waiting=Count("pk", filter=Q(state=MailState.QUEUED)),
        waiting_since=Min("created_at", filter=Q(state__in=WAITING)),
        uncertain=Count("pk", filter=Q(state=MailState.UNCERTAIN)),
        refused=Count("pk", filter=Q(state=MailState.FAILED)),
        given_up=Count("pk", filter=Q(state=MailState.DEAD)),
    )
    return OutboxHealth(settings.EMAIL_SERVER is not None, **counts)


@dataclass(frozen=True)
class MailStatus:
    """The state of one mail, for the page of what it is about."""

    pk: int
    recipient_id: int | None
    to: str
    state: MailState
    created_at: datetime
    sent_at: datetime | None
    next_try_at: datetime | None
    last_reply: str

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def look(self) -> Look:
        return LOOKS[self.state]


def mail_states(model: type[Model], ids: Iterable[int]) -> dict[int, list[MailStatus]]:
    """The mails about each of these records, oldest first. The caller has checked who sees the
    records.

    One statement, whatever the number; records without a mail have an empty list.
    """
    kind = ContentType.objects.get_for_model(model)
    mails = OutboxMail.objects.filter(subject_type=kind, subject_id__in=list(ids))
    found: dict[int, list[MailStatus]] = defaultdict(list)
    for mail in mails.defer("text", "html").order_by("created_at", "pk"):
        found[mail.subject_id or 0].append(_status(mail))
    return found


def may_read_content(mail: OutboxMail) -> bool:
    """A sign-in link is the recipient's alone; without a mail server an administrator passes it
    on.
    """
    return not mail.secret or settings.EMAIL_SERVER is None


def preview(mail: OutboxMail) -> str:
    """The HTML with its pictures inside, as a document of its own."""
    pictures = {
        file.content_id: f"data:{file.content_type};base64,{_base64(file)}"
        for file in mail.attachments.inline()
        if file.content_type.startswith("image/")
    }
    return CID.sub(lambda match: pictures.get(match[1], ""), mail.html)


def _base64(file: OutboxAttachment) -> str:
    return base64.b64encode(file.content).decode("ascii")


def _status(mail: OutboxMail) -> MailStatus:
    state = MailState(mail.state)
    return MailStatus(
        pk=mail.pk,
        recipient_id=mail.recipient_user_id,
        to=mail.to_address,
        state=state,
        created_at=mail.created_at,
        sent_at=mail.sent_at,
        next_try_at=mail.next_try_at if state == MailState.QUEUED else None,
        last_reply=mail.answer,
    )
