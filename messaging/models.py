"""The post room's tables: the outbox that every mail leaves through, its files and attempts."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from crm.common.jobs import LeasedRow, LeaseQuerySet
from crm.common.models import RecordQuerySet, user_key
from messaging.states import LOOKS, RETRIABLE, WAITING, Look, MailState, Step

if TYPE_CHECKING:
    from users.models import User

LOSSES = 5
"""A mail that took its worker with it this often is set aside."""


class OutboxQuerySet(LeaseQuerySet["OutboxMail"]):
    def visible_to(self, user: "User") -> Self:
        """Administrators see all; others the mails to themselves about what they may still see."""
        if user.is_admin:
            return self
        own = self.filter(recipient_user=user)
        about = Q(subject_type__isnull=True)
        types = own.order_by().values_list("subject_type", flat=True).distinct()
        for kind in ContentType.objects.filter(pk__in=types):
            about |= Q(subject_type=kind, subject_id__in=visible_ids(kind, user))
        return own.filter(about)

    def editable_by(self, user: "User") -> Self:
        return self.all() if user.is_admin else self.none()

    def for_list(self) -> Self:
        """Without what a list does not show."""
        return self.select_related("recipient_user").defer("text", "html")

    def with_context(self) -> Self:
        """With the records that the page of one mail names."""
        return self.select_related("recipient_user", "account", "subject_type", "resend_of")

    def lost(self) -> Self:
        """Held by a worker that did not come back, without the final dot: never accepted."""
        return self.filter(
            state__in=[MailState.LEASED, MailState.TRANSMITTING],
            lease_until__lt=Now(),
            final_dot_at__isnull=True,
        )

    def lost_at_the_dot(self) -> Self:
        """Held by a worker that was lost while the server's answer was awaited."""
        return self.filter(
            state=MailState.TRANSMITTING, lease_until__lt=Now(), final_dot_at__isnull=False
        )

    def due(self) -> Self:
        """Waiting, and the time has come. What lost workers held is put back by `settle_lost`."""
        return self.filter(state=MailState.QUEUED, next_try_at__lte=Now())

    def take(self, limit: int, *, lease: timedelta) -> "list[OutboxMail]":
        """Claim due mails."""
        return self.claim(limit, lease=lease, first_try_at=Coalesce("first_try_at", Now()))


def live_ids(kind: ContentType) -> "RecordQuerySet[Any]":
    """The records of this kind that were not deleted; none of a kind that no longer exists."""
    model = kind.model_class()
    rows = model._default_manager.get_queryset() if model else OutboxMail.objects.none()
    if not isinstance(rows, RecordQuerySet):
        raise TypeError(f"{rows.model.__name__} has no rule for who may see it.")
    return rows.order_by()


def visible_ids(kind: ContentType, user: "User") -> "models.QuerySet[Any, Any]":
    """Ids of the records of this kind that the user may see."""
    return live_ids(kind).visible_to(user).order_by().values("pk")


def translated(reply: str) -> str:
    return gettext(reply) if reply else ""


class OutboxMail(LeasedRow):
    """One mail to one recipient, frozen when written. `secret`: it carries a sign-in link."""

    dedupe_key = models.CharField(_("key"), max_length=300, unique=True, editable=False)
    message_id = models.CharField("Message-ID", max_length=300, unique=True, editable=False)
    to_address = models.EmailField(_("to"))
    recipient_user = user_key(
        null=True, blank=True, related_name="outbox_mails", verbose_name=_("recipient")
    )
    subject = models.CharField(_("subject"), max_length=500)
    text = models.TextField(_("text"))
    html = models.TextField("HTML", blank=True, default="")
    secret = models.BooleanField(_("carries a sign-in link"), default=False)
    account = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="outbox_mails"
    )
    subject_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject_id = models.PositiveBigIntegerField(null=True, blank=True)
    about = GenericForeignKey("subject_type", "subject_id")
    resend_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="resends"
    )
    created_at = models.DateTimeField(_("written"), db_default=Now(), editable=False)

    state = models.CharField(
        _("state"), max_length=20, choices=MailState.choices, default=MailState.QUEUED
    )
    losses = models.PositiveSmallIntegerField(_("workers lost"), default=0)
    first_try_at = models.DateTimeField(_("first try"), null=True, blank=True)
    sender = models.CharField(_("from"), max_length=320, blank=True, default="")
    transmit_started_at = models.DateTimeField(_("on its way since"), null=True, blank=True)
    final_dot_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_reply = models.TextField(_("last answer"), blank=True, default="")

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("outbox")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=MailState.SENT) | Q(sent_at__isnull=False),
                name="sent_mail_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[MailState.TRANSMITTING, MailState.UNCERTAIN])
                | Q(transmit_started_at__isnull=False),
                name="mail_on_its_way_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(subject_type__isnull=True, subject_id__isnull=True)
                | Q(subject_type__isnull=False, subject_id__isnull=False),
                name="mail_subject_is_whole",
            ),
        ]
        indexes = [
            models.Index(  # the sweep, and the age of the oldest waiting mail
                fields=["next_try_at"], condition=Q(state__in=WAITING), name="outbox_due"
            ),
            models.Index(fields=["-created_at", "-id"], name="outbox_newest_first"),
            models.Index(fields=["state", "-created_at", "-id"], name="outbox_by_state"),
            models.Index(  # the state of the mails about a record
                fields=["subject_type", "subject_id"], name="outbox_by_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to_address}"

    @property
    def look(self) -> Look:
        return LOOKS[MailState(self.state)]

    @property
    def answer(self) -> str:
        """The server's words, or ours in the language of who reads them."""
        return translated(self.last_reply)

    @property
    def is_uncertain(self) -> bool:
        return self.state == MailState.UNCERTAIN

    @property
    def may_be_retried(self) -> bool:
        return self.state in RETRIABLE


P = TypeVar("P", "OutboxAttachment", "OutboxAttempt")


class PartQuerySet(RecordQuerySet[P]):
    """What belongs to a mail is seen by those who see the mail."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(mail__in=OutboxMail.objects.visible_to(user))


class AttachmentQuerySet(PartQuerySet["OutboxAttachment"]):
    def inline(self) -> Self:
        return self.exclude(content_id="")

    def attached(self) -> Self:
        return self.filter(content_id="")


class OutboxAttachment(models.Model):
    """A file of a mail; with a `content_id` a picture inside its HTML."""

    mail = models.ForeignKey(OutboxMail, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    content_id = models.CharField(max_length=100, blank=True, default="")
    content = models.BinaryField()
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class OutboxAttempt(models.Model):
    """What became of one attempt to send, and the server's words; also a person's decision."""

    mail = models.ForeignKey(OutboxMail, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField(_("time"), db_default=Now())
    step = models.CharField(_("step"), max_length=20, choices=Step.choices)
    outcome = models.CharField(_("outcome"), max_length=20, choices=MailState.choices)
    reply = models.TextField(_("answer"), blank=True, default="")
    by = user_key(null=True, blank=True, related_name="+", verbose_name=_("by"))

    objects = PartQuerySet["OutboxAttempt"].as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.get_outcome_display()}"

    @property
    def answer(self) -> str:
        """The server's words, or ours in the language of who reads them."""
        return translated(self.reply)

    @property
    def look(self) -> Look:
        return LOOKS[MailState(self.outcome)]
