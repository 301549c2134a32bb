"""Mails of sign-in (password reset and its kin) leave through the outbox like every other mail."""

from typing import Any
from uuid import uuid4

from django.template.loader import render_to_string
from django.utils import translation

from crm.common.mails import RenderedMail
from messaging.drafts import MailDraft
from messaging.services import queue_mail
from users.models import User
from users.sign_in import SignInAdapter


class OutboxAccountAdapter(SignInAdapter):
    """`account/email/<name>_{subject.txt,message.txt,message.html}`, in the recipient's language."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = User.objects.active().filter(email__iexact=email).first()
        if user is None:
            return
        with translation.override(user.language):
            content = _rendered(template_prefix, {"user": user, **context})
        queue_mail(
            MailDraft(
                dedupe_key=f"sign-in:{uuid4()}",
                to=user.email,
                content=content,
                recipient_user=user,
                secret=True,
            )
        )


def _rendered(prefix: str, context: dict[str, Any]) -> RenderedMail:
    subject = render_to_string(f"{prefix}_subject.txt", context)
    return RenderedMail(
        subject=" ".join(subject.split()),
        text=render_to_string(f"{prefix}_message.txt", context),
        html=render_to_string(f"{prefix}_message.html", context),
    )
