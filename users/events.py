"""News of this room."""

from dataclasses import dataclass

from crm.common.mails import RenderedMail


@dataclass(frozen=True)
class InvitationWritten:
    """Somebody was invited: `mail` holds the link and is to be sent once, under `key`."""

    user_id: int
    key: str
    mail: RenderedMail
