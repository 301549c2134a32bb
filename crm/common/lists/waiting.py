"""Pages of work that takes a while: they ask how far it is until it is over."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from crm.common.lists.models import Work
from crm.common.requests import PageRequest


def answer_progress(
    request: PageRequest, job: Work, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The page, or for htmx only its changing part: `_name.html` beside `name.html`."""
    folder, _slash, name = template.rpartition("/")
    swap = request.htmx and not request.htmx.history_restore_request
    chosen = f"{folder}/_{name}" if swap else template
    response = render(request, chosen, {"job": job, **context})
    patch_vary_headers(response, ["HX-Request"])
    return response


def redirect_to(request: PageRequest, address: str) -> HttpResponse:
    """A form in a dialog leaves the page, too."""
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
