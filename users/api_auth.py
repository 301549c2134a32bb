"""How programs sign in: `Authorization: Bearer …` with a personal token, which acts as its user
within its scope.
"""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from crm.common.history import name_author
from users.api_keys import digest
from users.models import ApiToken, Scope, User

if TYPE_CHECKING:
    from rest_framework.views import APIView

SEEN_EVERY = timedelta(minutes=5)
logger = logging.getLogger("crm.sign_in")


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        word, _space, key = get_authorization_header(request).partition(b" ")
        if word.lower() != b"bearer":
            return None
        tokens = ApiToken.objects.live().select_related("user")
        token = tokens.filter(digest=digest(key.decode("latin-1").strip())).first()
        if token is None or not token.user.is_active or token.user.deleted_at:
            logger.warning("key refused", extra={"user": token.user.pk if token else None})
            raise AuthenticationFailed(_("This token is unknown or was revoked."))
        _mark_used(token)
        name_author(token.user)
        _speak_to(token.user, request)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # registers it
    target_class = "users.api_auth.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


def _speak_to(user: User, request: Request) -> None:
    """In the user's zone, and language unless the program asks for one; ends with the request."""
    timezone.activate(user.zone)
    if "Accept-Language" not in request.headers:
        translation.activate(user.language)


def _mark_used(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > SEEN_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def user_of(request: Request) -> User:
    """Who asks; `ScopePermission` has let in nobody else."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user


class ScopePermission(BasePermission):
    """Signed in; and to write, both the token and the role must allow it. Which records is
    `visible_to`'s question.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        user = request.user
        if not isinstance(user, User) or not user.is_active:
            return False
        if request.method in SAFE_METHODS:
            return True
        token = request.auth
        allowed = not isinstance(token, ApiToken) or token.scope == Scope.WRITE
        return allowed and user.may_write
