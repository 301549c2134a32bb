"""What people and programs read while the database is away: that it is, and that it will be back.

Django comes here with each error that nobody answered, and logs it with its trace beforehand.
"""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from crm.common.api.problems import PREFIX, PROBLEM, problem

RETRY_SECONDS = 10
AWAY = {"080", "530", "531", "532", "533", "57P"}
"""Beginnings of SQLSTATE: connection exceptions, no resources, the server stops or starts."""


def handle_error(request: HttpRequest) -> HttpResponse:
    """503 when the database did not answer, else 500. Reads neither database nor session."""
    language = getattr(request, "LANGUAGE_CODE", "")
    with translation.override(language or translation.get_language_from_request(request)):
        if _is_outage(sys.exc_info()[1]):
            return _outage(request)
        return server_error(request)


def _is_outage(error: BaseException | None) -> bool:
    """No connection, or one that the server ends or refuses; no deadlock, no slow statement."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    code = getattr(error.__cause__, "pgcode", None)
    return code is None or code[:3] in AWAY


def _outage(request: HttpRequest) -> HttpResponse:
    response: HttpResponse
    if request.path.startswith(PREFIX):
        body = problem(503, detail=_("The database does not answer. Try again in a moment."))
        response = JsonResponse(body, status=503, content_type=PROBLEM)
    else:
        again = "" if request.method in {"GET", "HEAD"} else "/"
        response = HttpResponse(loader.render_to_string("503.html", {"again": again}), status=503)
    response.headers["Content-Language"] = translation.get_language() or ""
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response
