"""The request as our views see it; `AppRequest`, with the user's type, is in users/requests.py."""

from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails


class PageRequest(HttpRequest):
    htmx: HtmxDetails


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is a bad answer, not a question."""
    return request.POST if request.method == "POST" else None


def came_from(request: HttpRequest) -> str:
    """The page of ours that the person came from, if it is known."""
    before = request.headers.get("Referer", "")
    return before if url_has_allowed_host_and_scheme(before, {request.get_host()}) else ""
