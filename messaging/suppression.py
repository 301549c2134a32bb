"""Reasons not to send a mail after all, asked just before sending.

What was right when it was written may be wrong now. A room registers a check `(mail) → reason or
None` in its AppConfig.ready(). A reason is a sentence for the outbox
page, marked with gettext_noop: it is translated when it is read.
"""

from collections.abc import Callable

from django.utils.translation import gettext_noop as _

from messaging.models import OutboxMail, live_ids, visible_ids

Check = Callable[[OutboxMail], str | None]


def recipient_left(mail: OutboxMail) -> str | None:
    user = mail.recipient_user
    if user and (user.deleted_at or not user.is_active):
        return _("The recipient no longer works here.")
    return None


def subject_out_of_sight(mail: OutboxMail) -> str | None:
    """What the mail is about was deleted, or the recipient may no longer see it."""
    if mail.subject_type is None:
        return None
    if mail.recipient_user:
        ids = visible_ids(mail.subject_type, mail.recipient_user)
    else:
        ids = live_ids(mail.subject_type)
    if ids.filter(pk=mail.subject_id).exists():
        return None
    return _("The recipient may no longer see what this mail is about.")


_checks: list[Check] = [recipient_left, subject_out_of_sight]


def register(check: Check) -> None:
    if check not in _checks:
        _checks.append(check)


def reason_against(mail: OutboxMail) -> str | None:
    """The first reason that holds the mail back, or None."""
    return next((reason for check in _checks if (reason := check(mail))), None)
