"""Who may import: the one rule that pages, menu, command and engine ask."""

from typing import Any


def may_import(user: Any) -> bool:
    """Administrators today. Whoever may import sees all imports."""
    return bool(user.is_authenticated and user.is_admin and user.may_write)
