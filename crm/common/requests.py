"""The request as our views see it; `AppRequest`, with the user's type, is in users/requests.py."""

from django.http import HttpRequest, QueryDict
from django_htmx.middleware import HtmxDetails


class PageRequest(HttpRequest):
    htmx: HtmxDetails


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is a bad answer, not a question."""
    return request.POST if request.method == "POST" else None
