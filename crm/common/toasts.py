"""Messages about a change, with a button that takes it back."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from crm.common.history import current_context_id


def undoable(
    request: HttpRequest, text: str, *, back: str = "", context_id: uuid.UUID | None = None
) -> None:
    """Say what was done in this request (or in the context), with *Undo* for all of it.

    After the undo one is on the page where one pressed it, or on the route `back`: what was just
    created has no page any more.
    """
    url = reverse("common:undo", args=[context_id or current_context_id()])
    if back:
        url = f"{url}?{urlencode({'back': reverse(back)})}"
    messages.success(request, text, extra_tags=f"undo:{url}")
