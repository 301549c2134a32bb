"""The states of a mail, and how each looks.

queued → leased → transmitting → sent
  ↑        |            |
  +--------+------------+  definite failure (4xx, no connection): later each time, dead after 48 h
           |            |  5xx about this mail: failed
           |            +→ uncertain: no answer to the final dot; a person says: sent or replaced
           +→ suppressed: the recipient or what the mail is about is gone
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MailState(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("mail", "waiting")
    LEASED = "leased", pgettext_lazy("mail", "being prepared")
    TRANSMITTING = "transmitting", pgettext_lazy("mail", "on its way")
    SENT = "sent", pgettext_lazy("mail", "sent")
    FAILED = "failed", pgettext_lazy("mail", "refused")
    UNCERTAIN = "uncertain", pgettext_lazy("mail", "uncertain")
    SUPPRESSED = "suppressed", pgettext_lazy("mail", "held back")
    DEAD = "dead", pgettext_lazy("mail", "given up")
    REPLACED = "replaced", pgettext_lazy("mail", "sent again")


WAITING = (MailState.QUEUED, MailState.LEASED, MailState.TRANSMITTING)
RETRIABLE = (MailState.QUEUED, MailState.FAILED, MailState.SUPPRESSED, MailState.DEAD)
TROUBLED = (MailState.FAILED, MailState.UNCERTAIN, MailState.DEAD)


@dataclass(frozen=True)
class Look:
    """Colour and icon of a state's badge."""

    tone: str
    icon: str


LOOKS = {
    MailState.QUEUED: Look(tone="azure", icon="clock"),
    MailState.LEASED: Look(tone="azure", icon="hourglass"),
    MailState.TRANSMITTING: Look(tone="blue", icon="send"),
    MailState.SENT: Look(tone="green", icon="mail-check"),
    MailState.FAILED: Look(tone="red", icon="mail-exclamation"),
    MailState.UNCERTAIN: Look(tone="orange", icon="alert-triangle"),
    MailState.SUPPRESSED: Look(tone="gray", icon="mail-off"),
    MailState.DEAD: Look(tone="red", icon="circle-x"),
    MailState.REPLACED: Look(tone="gray", icon="mail-forward"),
}


class Step(models.TextChoices):
    """Where in the conversation with the mail server an attempt ended."""

    CHECK = "check", _("before sending")
    CONNECT = "connect", _("connecting")
    HELLO = "hello", _("greeting")
    ENCRYPT = "encrypt", _("encryption")
    SIGN_IN = "sign_in", _("signing in")
    SENDER = "sender", _("sender")
    RECIPIENT = "recipient", _("recipient")
    CONTENT = "content", _("content")
    ANSWER = "answer", _("final answer")
    DECISION = "decision", _("decision by a person")
