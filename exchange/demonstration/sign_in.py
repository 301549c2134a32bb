"""How to sign in to the demonstration company: made once, kept for its keeper only."""

import secrets
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from exchange.demonstration.people import Staff

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_password() -> str:
    """Four groups that are easy to type, 79 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _place in range(4)) for _group in range(4))


def file() -> Path:
    """`bin/start` shows it at every start."""
    return Path(settings.DATA_DIR) / "sign-in.txt"


def sign_in_text(staff: Staff, password: str) -> str:
    people = [
        (_("administrator"), staff.admin),
        (_("sales head"), staff.head),
        (_("account manager"), staff.north[0]),
    ]
    width = max(len(role) for role, _user in people)
    lines = [f"  {role:<{width}}  {user.email}" for role, user in people]
    return "\n".join(
        [
            _("A demonstration company is loaded. Sign in as one of its people:"),
            *lines,
            _("Password of all of them: %(password)s") % {"password": password},
            _("An administrator can remove the company on the page /demonstration/."),
        ]
    )


def keep(text: str) -> None:
    path = file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(f"{text}\n")


def forget() -> None:
    file().unlink(missing_ok=True)
