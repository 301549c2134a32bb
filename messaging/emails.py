"""The mails of signing in: subject, text and HTML of a template each, in the recipient's
language.
"""

from typing import Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from crm.common.mails import RenderedMail
from users.models import User

_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False)


def sign_in_mail(prefix: str, user: User, context: dict[str, Any]) -> RenderedMail:
    """`<prefix>_subject.txt`, `<prefix>_message.txt`, `<prefix>_message.html`.

    Of allauth's context only values go in that do not depend on the host a request names.
    """
    values = {
        "user": user,
        "site_url": settings.SITE_URL,
        "url": context.get("password_reset_url", ""),
        "ip": context.get("ip", ""),
        "at": context.get("timestamp"),
    }
    with translation.override(user.language), timezone.override(user.zone):
        subject, text, html = (
            render_to_string(f"{prefix}_{part}", values)
            for part in ("subject.txt", "message.txt", "message.html")
        )
    return RenderedMail(
        subject=" ".join(subject.split()),
        text=text.strip() + "\n",
        html=_INLINER.inline(html),
    )
