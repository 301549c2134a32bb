"""Buttons that switch something on or off."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest


def switch_of(request: HttpRequest, name: str) -> bool:
    """The `0` or `1` that was sent under this name. Raises BadRequest (400)."""
    value = request.POST.get(name)
    if value not in {"0", "1"}:
        raise BadRequest
    return value == "1"
