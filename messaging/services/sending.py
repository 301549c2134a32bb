"""Sending what is due. Each mail walks through its states by commits of its own, fenced by its
lease.

A worker killed before the final dot leaves a mail that was never accepted: it is sent again. A
worker killed after it leaves an uncertain one, which the server has, once: a person decides, and
nothing is sent twice by itself. `final_dot_at` is committed just before the dot, so a worker
killed in that very instant leaves doubt, too: doubt is shown, a loss would not be.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from crm.common.failpoints import failpoint
from crm.common.jobs import LeaseLostError
from messaging.mime import envelope, message_bytes
from messaging.models import LOSSES, OutboxAttempt, OutboxMail, OutboxQuerySet
from messaging.retries import next_try
from messaging.services.queueing import our_domain
from messaging.smtp import Conversation, MailServer, NotAcceptedError, Outcome
from messaging.states import MailState, Step
from messaging.suppression import reason_against

logger = logging.getLogger("crm.mail")
DATABASE_PAUSES = (0.2, 0.5, 1, 2, 4, 8, 8)
"""Seconds to wait for a database that went away while an answer is to be written down."""


def send_due(limit: int = 500, *, seconds: float = 60.0, lease: timedelta | None = None) -> int:
    """Send until nothing is due, the time is up or the server is not there. Returns the number
    of tries.
    """
    return _send_from(OutboxMail.objects.all(), limit, seconds, lease)


def send_one(pk: int, *, lease: timedelta | None = None) -> int:
    """Send this mail if it is due and nobody else is at it. Returns 1 when it was tried."""
    return _send_from(OutboxMail.objects.filter(pk=pk), 1, 0.0, lease)


def _send_from(mails: OutboxQuerySet, limit: int, seconds: float, lease: timedelta | None) -> int:
    """Without a mail server nothing is tried: mails wait, readable, in the outbox."""
    settle_lost()
    if settings.EMAIL_SERVER is None:
        return 0
    lease = lease or timedelta(seconds=settings.MAIL_LEASE_SECONDS)
    until = time.monotonic() + seconds
    tried = 0
    server = MailServer(**settings.EMAIL_SERVER)
    with Conversation(server, our_name=our_domain()) as line:
        while tried < limit and (tried == 0 or time.monotonic() < until):
            claimed = mails.take(1, lease=lease)
            if not claimed:
                break
            tried += 1
            if not _send(claimed[0], line, lease):
                break
    return tried


def settle_lost() -> None:
    """Give the mails of lost workers a state that says what is known of them."""
    lost = OutboxMail.objects.lost()
    awaited = _("The worker was lost while it waited for the server's answer.")
    _settle_all(
        OutboxMail.objects.lost_at_the_dot(), Step.ANSWER, awaited, state=MailState.UNCERTAIN
    )
    always = _("The worker was lost each time it tried to send this mail.")
    poison = lost.filter(losses__gte=LOSSES - 1)
    _settle_all(poison, Step.CHECK, always, state=MailState.DEAD, lease_token=None)
    once = _("The worker was lost before the mail was handed over.")
    back = {"state": MailState.QUEUED, "lease_token": None, "losses": F("losses") + 1}
    _settle_all(lost, Step.CHECK, once, **back)


@transaction.atomic
def _settle_all(mails: OutboxQuerySet, step: Step, reply: str, **changes: Any) -> None:
    """An uncertain mail keeps its token: an answer that comes after all still settles it."""
    pks = list(mails.select_for_update(skip_locked=True).values_list("pk", flat=True))
    if not pks:
        return
    OutboxMail.objects.filter(pk__in=pks).update(lease_until=None, last_reply=reply, **changes)
    OutboxAttempt.objects.bulk_create(
        OutboxAttempt(mail_id=pk, step=step, outcome=changes["state"], reply=reply) for pk in pks
    )
    logger.warning("worker lost", extra={"state": str(changes["state"]), "mails": pks})


def _send(mail: OutboxMail, line: Conversation, lease: timedelta) -> bool:
    """One attempt. False when the server is not there, so that the rest may wait."""
    failpoint("mail.after_claim")
    reason = reason_against(mail)
    if reason:
        _settle(mail, MailState.SUPPRESSED, Step.CHECK, reason)
        return True
    try:
        reply = _hand_over(mail, line, lease)
    except LeaseLostError:
        line.hang_up()
        return True
    except NotAcceptedError as error:
        _not_accepted(mail, error)
        return not error.server_gone
    logger.info("mail accepted", extra={"message_id": mail.message_id, "reply": reply})
    failpoint("mail.after_accept")
    _surely(lambda: _settle(mail, MailState.SENT, Step.ANSWER, reply, sent_at=Now()))
    failpoint("mail.after_commit")
    return True


def _hand_over(mail: OutboxMail, line: Conversation, lease: timedelta) -> str:
    """The conversation about one mail. Returns the server's acceptance."""
    sender = settings.DEFAULT_FROM_EMAIL
    addressed = envelope(mail, sender)
    message = message_bytes(mail, sender, addressed)
    line.address(addressed, len(message))
    now = Now()
    _advance(mail, lease, state=MailState.TRANSMITTING, sender=sender, transmit_started_at=now)
    failpoint("mail.before_data")
    line.content(message)
    _advance(mail, lease, final_dot_at=now)
    return line.final_dot()


def _advance(mail: OutboxMail, lease: timedelta, **changes: Any) -> None:
    """Commit a step forward and lengthen the lease, if it is still this worker's."""
    still_mine = mail.mine().filter(lease_until__gt=Now())
    if not still_mine.update(lease_until=Now() + lease, **changes):
        raise LeaseLostError


def _not_accepted(mail: OutboxMail, error: NotAcceptedError) -> None:
    logger.warning(
        "mail not accepted", extra={"message_id": mail.message_id, "reply": error.reply}
    )
    if error.outcome is Outcome.UNKNOWN:
        _surely(lambda: _settle(mail, MailState.UNCERTAIN, error.step, error.reply))
    elif error.outcome is Outcome.REFUSED:
        _surely(lambda: _settle(mail, MailState.FAILED, error.step, error.reply))
    else:
        _surely(lambda: _put_back(mail, error))


def _put_back(mail: OutboxMail, error: NotAcceptedError) -> None:
    """Back to the queue for a later try, or given up."""
    now = timezone.now()
    again_at = next_try(mail.attempt, mail.first_try_at or now, now)
    if again_at is None:
        _settle(mail, MailState.DEAD, error.step, error.reply)
        return
    _settle(mail, MailState.QUEUED, error.step, error.reply, next_try_at=Now() + (again_at - now))


@transaction.atomic
def _settle(mail: OutboxMail, state: MailState, step: Step, reply: str, **changes: Any) -> None:
    """End an attempt; also one that was taken for uncertain before its answer came after all."""
    held = mail.mine().filter(
        state__in=[MailState.LEASED, MailState.TRANSMITTING, MailState.UNCERTAIN]
    )
    if state == MailState.QUEUED:
        changes |= {"final_dot_at": None}
    if held.update(state=state, lease_until=None, last_reply=reply, **changes):
        OutboxAttempt.objects.create(mail=mail, step=step, outcome=state, reply=reply)


def _surely(write: Callable[[], None]) -> None:
    """Write an answer down even while the database restarts: asking again would double it."""
    for pause in DATABASE_PAUSES:
        try:
            write()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(pause)
        else:
            return
    write()
