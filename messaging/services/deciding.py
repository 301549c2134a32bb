"""What a person decides about a mail that did not simply go out; it stands among the attempts."""

import re

from django.db import models, transaction
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from crm.common.errors import BusinessRuleError
from messaging.models import OutboxAttachment, OutboxAttempt, OutboxMail
from messaging.services.queueing import new_message_id
from messaging.states import RETRIABLE, WAITING, MailState, Step
from users.models import User

RESEND = re.compile(r"^(?P<root>.*):resend-(?P<number>\d+)$", re.DOTALL)


@transaction.atomic
def confirm_arrival(mail: OutboxMail, *, by: User) -> None:
    """An uncertain mail arrived: it counts as sent when its final dot was sent."""
    mail = _locked(mail)
    if not mail.is_uncertain:
        raise BusinessRuleError(_("This mail is not uncertain any more."))
    _rows(mail).update(
        state=MailState.SENT, sent_at=Coalesce("final_dot_at", Now()), lease_token=None
    )
    _note(mail, MailState.SENT, gettext_noop("It arrived."), by)


@transaction.atomic
def retry_mail(mail: OutboxMail, *, by: User) -> None:
    """Try a mail that was surely not accepted once more, at once and with all tries before it."""
    mail = _locked(mail)
    if mail.state not in RETRIABLE:
        raise BusinessRuleError(
            _("This mail cannot be tried again: it is %s.") % mail.get_state_display()
        )
    _rows(mail).update(
        state=MailState.QUEUED,
        attempt=0,
        losses=0,
        first_try_at=None,
        final_dot_at=None,
        next_try_at=Now(),
    )
    _note(mail, MailState.QUEUED, gettext_noop("Try again."), by)


@transaction.atomic
def resend_mail(mail: OutboxMail, *, by: User) -> OutboxMail:
    """A new mail with the same content, under the key `…:resend-<n>`; asked for twice, written
    once.

    An uncertain mail is thereby decided. A mail that still waits is not sent twice.
    """
    mail = _locked(mail)
    again = OutboxMail.objects.filter(resend_of=mail).first()
    if again is not None:
        return again
    if mail.state in WAITING:
        raise BusinessRuleError(_("This mail still waits to be sent."))
    again, words = _copy(mail), gettext_noop("Send again.")
    if mail.is_uncertain:
        _rows(mail).update(state=MailState.REPLACED, lease_token=None)
        _note(mail, MailState.REPLACED, words, by)
    _note(again, MailState.QUEUED, words, by)
    return again


@transaction.atomic
def resend_uncertain(mail: OutboxMail, *, by: User) -> OutboxMail:
    """Decide that an uncertain mail did not arrive. Answers a second click like the first."""
    mail = _locked(mail)
    if mail.state not in {MailState.UNCERTAIN, MailState.REPLACED}:
        raise BusinessRuleError(_("This mail is not uncertain any more."))
    return resend_mail(mail, by=by)


def next_key(key: str) -> str:
    """`key:resend-1` after `key`, `key:resend-2` after that."""
    match = RESEND.match(key)
    if match is None:
        return f"{key}:resend-1"
    return f"{match['root']}:resend-{int(match['number']) + 1}"


def _locked(mail: OutboxMail) -> OutboxMail:
    return OutboxMail.objects.select_for_update().get(pk=mail.pk)


def _rows(mail: OutboxMail) -> "models.QuerySet[OutboxMail]":
    return OutboxMail.objects.filter(pk=mail.pk)


def _note(mail: OutboxMail, outcome: MailState, words: str, by: User) -> None:
    OutboxAttempt.objects.create(
        mail=mail, step=Step.DECISION, outcome=outcome, reply=words, by=by
    )


def _copy(mail: OutboxMail) -> OutboxMail:
    again = OutboxMail.objects.create(
        dedupe_key=next_key(mail.dedupe_key),
        message_id=new_message_id(),
        to_address=mail.to_address,
        recipient_user=mail.recipient_user,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        secret=mail.secret,
        account_id=mail.account_id,
        subject_type_id=mail.subject_type_id,
        subject_id=mail.subject_id,
        resend_of=mail,
    )
    OutboxAttachment.objects.bulk_create(
        OutboxAttachment(
            mail=again,
            name=file.name,
            content_type=file.content_type,
            content_id=file.content_id,
            content=file.content,
            size=file.size,
            sha256=file.sha256,
        )
        for file in mail.attachments.all()
    )
    return again
