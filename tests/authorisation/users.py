"""Sign-in, one's own pages, invitations."""

from typing import Any

from django.utils import timezone

from tests.authorisation import Row, for_all, public
from tests.cast import Cast
from users.invitations import invitation_url
from users.models import Scope, User
from users.services import create_key, invite


def _invitation(cast: Cast) -> list[Any]:
    number = User.objects.count()
    person = User.objects.create_user(f"new-{number}@crm.example", "New Here")
    [person] = invite([person], by=cast.ada, at=timezone.now())
    return invitation_url(person).strip("/").split("/")[-2:]


def _annas_key(cast: Cast) -> list[Any]:
    token, _key = create_key(cast.anna, name="x", scope=Scope.READ)
    return [token.pk]


OWN_KEY = {"foreign": 404, "reader": 404, "head": 404, "other_head": 404, "admin": 404}
HOME = 302  # who is signed in already is sent to the home page
PASSWORD = {"password": "an entirely new sentence"}

ROWS: list[Row] = [
    for_all("account_login", "GET", HOME, anonymous=200),
    for_all("account_login", "POST", HOME, anonymous=200),
    for_all("account_logout", "GET", 200),
    for_all("account_logout", "POST", 302),
    for_all("account_change_password", "GET", 200),
    for_all("account_change_password", "POST", 200),
    public("account_reset_password", "GET", 200),
    public("account_reset_password", "POST", 200),
    public("account_reset_password_done", "GET", 200),
    public("account_reset_password_from_key", "GET", 200, args=lambda cast: ["1", "set-password"]),
    public(
        "account_reset_password_from_key", "POST", 200, args=lambda cast: ["1", "set-password"]
    ),
    public("account_reset_password_from_key_done", "GET", 200),
    public("users:accept_invitation", "GET", 200, args=_invitation),
    public("users:accept_invitation", "POST", 302, args=_invitation, data=lambda cast: PASSWORD),
    for_all("users:settings", "GET", 200),
    for_all("users:settings", "POST", 422),
    for_all("users:preference", "POST", 302, data=lambda cast: {"theme": "dark"}),
    for_all("users:token_list", "GET", 200),
    for_all("users:token_create", "GET", 200),
    for_all("users:token_create", "POST", 200, data=lambda cast: {"name": "x", "scope": "read"}),
    for_all("users:token_revoke", "POST", 302, args=_annas_key, **OWN_KEY),
]
