"""Writing mails into the outbox, in the transaction of the change they tell of."""

import hashlib
import uuid
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from crm.common.mails import MailPart
from crm.common.models import RecordQuerySet
from messaging.drafts import MailDraft
from messaging.models import OutboxAttachment, OutboxMail


def queue_mail(draft: MailDraft) -> OutboxMail:
    """The mail in the outbox; the one already there when a mail of this key was written before."""
    return queue_mails([draft])[0]


@transaction.atomic
def queue_mails(drafts: Sequence[MailDraft]) -> list[OutboxMail]:
    """The mails in the order of the drafts. Who comes first with a key writes it; others get
    that one.
    """
    rows = [_row(draft) for draft in drafts]
    OutboxMail.objects.bulk_create(rows, ignore_conflicts=True, batch_size=100)
    kept = {
        mail.dedupe_key: mail
        for mail in OutboxMail.objects.filter(dedupe_key__in=[row.dedupe_key for row in rows])
    }
    files = [
        _file(kept[draft.dedupe_key], part)
        for draft, row in zip(drafts, rows, strict=True)
        for part in draft.parts
        if kept[draft.dedupe_key].message_id == row.message_id
    ]
    OutboxAttachment.objects.bulk_create(files, batch_size=20)
    return [kept[draft.dedupe_key] for draft in drafts]


def new_message_id() -> str:
    return f"<{uuid.uuid4()}@{our_domain()}>"


def our_domain() -> str:
    """The domain of SITE_URL, which stands in Message-IDs and greets mail servers."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return host.encode("idna").decode("ascii")


def _row(draft: MailDraft) -> OutboxMail:
    return OutboxMail(
        dedupe_key=draft.dedupe_key,
        message_id=new_message_id(),
        to_address=draft.to,
        recipient_user=draft.recipient_user,
        subject=draft.content.subject,
        text=draft.content.text,
        html=draft.content.html,
        secret=draft.secret,
        account=draft.account,
        subject_type=_kind(draft),
        subject_id=draft.about.pk if draft.about else None,
    )


def _kind(draft: MailDraft) -> ContentType | None:
    if draft.about is None:
        return None
    model = type(draft.about)
    if not isinstance(model._default_manager.get_queryset(), RecordQuerySet):
        raise TypeError(f"{model.__name__} has no rule for who may see it.")
    return ContentType.objects.get_for_model(model)


def _file(mail: OutboxMail, part: MailPart) -> OutboxAttachment:
    return OutboxAttachment(
        mail=mail,
        name=part.name,
        content_type=part.content_type,
        content_id=part.content_id,
        content=part.content,
        size=len(part.content),
        sha256=hashlib.sha256(part.content).hexdigest(),
    )
