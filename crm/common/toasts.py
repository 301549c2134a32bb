"""Messages about a change, with a button that takes it back."""

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from crm.common.history import current_context_id


def undoable(request: HttpRequest, text: str) -> None:
    """Say what was done in this request, with *Undo* for all of it."""
    url = reverse("common:undo", args=[current_context_id()])
    messages.success(request, text, extra_tags=f"undo:{url}")
