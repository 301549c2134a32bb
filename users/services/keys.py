"""Personal keys by which programs use the API."""

import secrets
from datetime import datetime

from django.db import transaction

from users.api_keys import digest
from users.models import ApiToken, Scope, User

PREFIX = "crm_"
RANDOM_BYTES = 32


@transaction.atomic
def create_key(user: User, *, name: str, scope: Scope) -> tuple[ApiToken, str]:
    """The row and the key. The key cannot be read again: only its hash is kept."""
    key = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    token = ApiToken.objects.create(user=user, name=name, scope=scope, digest=digest(key))
    return token, key


@transaction.atomic
def revoke_key(token: ApiToken, *, at: datetime) -> None:
    """The key opens nothing from the next request on. Revoking twice changes nothing."""
    ApiToken.objects.live().filter(pk=token.pk).update(revoked_at=at)
