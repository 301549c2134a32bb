"""The bytes of a mail: text, HTML with its pictures, attachments. One row gives the same bytes
always.
"""

import hashlib
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from messaging.models import OutboxAttachment, OutboxMail

SEVEN_BIT = SMTP.clone(cte_type="7bit")
"""No server needs an extension for it: 8BITMIME and SMTPUTF8 are never asked for."""


@dataclass(frozen=True)
class Envelope:
    """What the server is told before the content."""

    sender: str
    recipient: str


def envelope(mail: OutboxMail, sender: str) -> Envelope:
    """Addresses for MAIL and RCPT. A domain with other letters is written in its ASCII form."""
    return Envelope(_ascii_domain(parseaddr(sender)[1]), _ascii_domain(mail.to_address))


def message_bytes(mail: OutboxMail, sender: str, addressed: Envelope) -> bytes:
    """The message with CRLF line ends, seven-bit throughout."""
    message = EmailMessage(policy=SEVEN_BIT)
    message["From"] = Address(display_name=parseaddr(sender)[0], addr_spec=addressed.sender)
    message["To"] = Address(addr_spec=addressed.recipient)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    files = list(mail.attachments.all())
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
        _add_pictures(message, [file for file in files if file.content_id])
    for file in files:
        if not file.content_id:
            message.add_attachment(bytes(file.content), *_type_of(file), filename=file.name)
    _fix_boundaries(message, mail.message_id)
    return message.as_bytes()


def _ascii_domain(address: str) -> str:
    name, at, domain = address.rpartition("@")
    return f"{name}{at}{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"


def _type_of(file: OutboxAttachment) -> tuple[str, str]:
    main, _, sub = file.content_type.partition("/")
    return main, sub


def _add_pictures(message: EmailMessage, pictures: list[OutboxAttachment]) -> None:
    body = message.get_body(("html",))
    if not isinstance(body, EmailMessage):
        return
    for picture in pictures:
        body.add_related(
            bytes(picture.content),
            *_type_of(picture),
            cid=f"<{picture.content_id}>",
            filename=picture.name,
            disposition="inline",
        )


def _fix_boundaries(message: EmailMessage, message_id: str) -> None:
    digest = hashlib.sha256(message_id.encode()).hexdigest()[:24]
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{number}_{digest}")
