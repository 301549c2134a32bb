"""What this room does on news of lower rooms."""

from crm.common.events import subscribe
from messaging.drafts import MailDraft
from messaging.services import queue_mail
from users.events import InvitationWritten
from users.models import User


def send_invitation(event: InvitationWritten) -> None:
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


def listen() -> None:
    subscribe(InvitationWritten, send_invitation)
