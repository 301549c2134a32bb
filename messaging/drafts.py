"""A mail as the rooms hand it to the outbox. What could forge a header or break the message is
refused.
"""

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django.utils.translation import gettext as _

from crm.common.errors import BusinessRuleError
from crm.common.mails import MailPart, RenderedMail

if TYPE_CHECKING:
    from accounts.models import Account
    from users.models import User

LONGEST_SUBJECT = 500


@dataclass(frozen=True, kw_only=True)
class MailDraft:
    """One mail to one recipient.

    `dedupe_key` names what the mail is for (`report:<month>:<edition>:<subject>:<recipient>`):
    of two drafts with one key, one mail is sent. `about` is the record that decides, just before
    sending, whether the recipient may still have it. `secret` marks mails with a sign-in link,
    which nobody reads in the outbox once a mail server is set.
    """

    dedupe_key: str
    to: str
    content: RenderedMail
    recipient_user: "User | None" = None
    about: Model | None = None
    account: "Account | None" = None
    secret: bool = False

    def __post_init__(self) -> None:
        for line in (self.dedupe_key, self.to, self.content.subject):
            refuse_broken_line(line)
        if len(self.content.subject) > LONGEST_SUBJECT:
            raise BusinessRuleError(_("The subject of the mail is too long."))
        try:
            validate_email(self.to)
        except ValidationError as error:
            raise BusinessRuleError(_("“%s” is no e-mail address.") % self.to) from error
        for body in (self.content.text, self.content.html):
            _refuse_unsendable(body)
        for part in self.parts:
            _refuse_broken_part(part)

    @property
    def parts(self) -> tuple[MailPart, ...]:
        return (*self.content.pictures, *self.content.attachments)


def refuse_broken_line(line: str) -> None:
    """A header is one line of visible characters; a line break would begin a forged header."""
    if any(unicodedata.category(character) in {"Cc", "Zl", "Zp"} for character in line):
        raise BusinessRuleError(_("The head of a mail cannot contain line breaks."))
    _refuse_unsendable(line)


def _refuse_broken_part(part: MailPart) -> None:
    for line in (part.name, part.content_type, part.content_id):
        refuse_broken_line(line)
    if part.content_type.count("/") != 1 or not part.content_type.isascii():
        raise BusinessRuleError(_("“%s” is no type of a file.") % part.content_type)


def _refuse_unsendable(text: str) -> None:
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise BusinessRuleError(_("The mail contains characters that cannot be sent."))
