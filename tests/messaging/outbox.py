"""Mails for tests."""

from crm.common.mails import MailPart, RenderedMail
from messaging.drafts import MailDraft
from users.models import User

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def content(**changes: object) -> RenderedMail:
    """A small mail with a picture and an attachment."""
    parts = {
        "subject": "Juni: 3 affärer vunna",
        "text": "Hej Åsa!\n.\nEn punkt ensam på sin rad.\n",
        "html": '<p>Hej Åsa!</p><img src="cid:chart" alt="Diagram">',
        "pictures": (MailPart("chart.png", PIXEL, "image/png", "chart"),),
        "attachments": (MailPart("rapport åäö.pdf", b"%PDF-1.7\n.\n", "application/pdf"),),
    }
    return RenderedMail(**parts | changes)  # type: ignore[arg-type] # tests name what they change


def draft(number: int = 1, **changes: object) -> MailDraft:
    fields = {
        "dedupe_key": f"test:{number}",
        "to": f"person-{number}@example.com",
        "content": content(),
    }
    return MailDraft(**fields | changes)  # type: ignore[arg-type] # tests name what they change


def to_user(user: User, number: int = 1, **changes: object) -> MailDraft:
    return draft(number, to=user.email, recipient_user=user, **changes)
