"""Invitations leave through the outbox."""

from messaging.drafts import MailDraft
from messaging.services import queue_mail
from users.events import InvitationWritten
from users.models import User


def queue_invitation(event: InvitationWritten) -> None:
    user = User.objects.get(pk=event.user_id)
    queue_mail(
        MailDraft(
            dedupe_key=event.key,
            to=user.email,
            content=event.mail,
            recipient_user=user,
            secret=True,
        )
    )
