"""The link of an invitation: it works once, for seven days, and only while it is the newest."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from users.models import User, UserQuerySet

VALID_FOR = timedelta(days=7)
SALT = "users.invitations"


def invitation_url(user: User) -> str:
    path = reverse("users:accept_invitation", args=[int_to_base36(user.pk), token_of(user)])
    return f"{settings.SITE_URL}{path}"


def token_of(user: User) -> str:
    """Bound to what accepting and inviting again change: it works once, and the newest only."""
    state = (user.pk, user.email, user.password, user.last_login, user.invited_at)
    return salted_hmac(SALT, "|".join(map(str, state)), algorithm="sha256").hexdigest()


def invited_by_link(uid: str, token: str, *, at: datetime) -> User | None:
    """Whom the link invites; None when it is forged, used, replaced or too old."""
    return _holder(User.objects.all(), uid, token, at)


def lock_invited(uid: str, token: str, *, at: datetime) -> User | None:
    """The same, held until the transaction ends."""
    return _holder(User.objects.select_for_update(of=("self",)), uid, token, at)


def _holder(users: UserQuerySet, uid: str, token: str, at: datetime) -> User | None:
    user = users.active().filter(pk=_number(uid)).first()
    if user is None or user.invited_at is None or at >= user.invited_at + VALID_FOR:
        return None
    return user if constant_time_compare(token_of(user), token) else None


def _number(uid: str) -> int:
    try:
        return min(base36_to_int(uid), 2**63 - 1)
    except ValueError:
        return 0
