"""What a link to choose a new password proves. allauth imports this module by name."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator


class ResetTokens(PasswordResetTokenGenerator):
    """Valid until password or address change, one signs in, or may not sign in any more."""

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.is_active}"

    def _now(self) -> datetime:
        """In UTC: by local time, as in Django, an hour is missing or doubled twice a year."""
        return datetime.now(UTC).replace(tzinfo=None)
