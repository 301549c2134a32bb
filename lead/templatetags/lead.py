"""How the panel shows states."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from lead.people import TONES, Access
from messaging.queries import MailStatus

register = template.Library()


@register.inclusion_tag("components/_badge.html")
def access_badge(access: str) -> dict[str, Any]:
    state = Access(access)
    return {"text": state.label, "tone": TONES[state]}


@register.inclusion_tag("components/_badge.html")
def mail_badge(mail: MailStatus | None) -> dict[str, Any]:
    if mail is None:
        return {"text": _("no mail yet"), "tone": "gray"}
    return {"text": mail.state.label, "tone": mail.look.tone, "icon": mail.look.icon}
