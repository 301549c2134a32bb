"""A mail that has been written and not yet handed to anyone: what every `emails.py` returns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MailPart:
    """A file in a mail. With a `content_id` it is a picture that the HTML shows as `cid:…`."""

    name: str
    content: bytes
    content_type: str
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """Subject (one line), plain text, HTML with its styles inlined, pictures and attachments."""

    subject: str
    text: str
    html: str
    pictures: tuple[MailPart, ...] = ()
    attachments: tuple[MailPart, ...] = ()
