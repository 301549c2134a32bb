"""The mails that this room writes: `<name>.subject.txt`, `<name>.txt` and `<name>.html` each."""

from typing import Any

import css_inline
from django.template.loader import render_to_string
from django.utils import timezone, translation

from crm.common.mails import RenderedMail
from users.invitations import VALID_FOR, invitation_url
from users.models import User

_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False)


def invitation_mail(user: User, by: User) -> RenderedMail:
    """Who invites, the link, and how long it works."""
    values = {"by": by, "url": invitation_url(user), "days": VALID_FOR.days}
    return mail_to(user, "users/invitation", values)


def mail_to(user: User, template: str, values: dict[str, Any]) -> RenderedMail:
    """The mail of these templates, in the language and the time zone of who gets it."""
    with translation.override(user.language), timezone.override(user.zone):
        context = {**values, "person": user}
        subject = render_to_string(f"{template}.subject.txt", context)
        return RenderedMail(
            subject=" ".join(subject.split()),
            text=render_to_string(f"{template}.txt", context),
            html=_INLINER.inline(render_to_string(f"{template}.html", context)),
        )
