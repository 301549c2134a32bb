"""What happens to every request, each as one small function."""

import logging
import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from crm.common.constraints import as_broken_rule
from crm.common.health import AWAY, database_trouble, logged
from crm.common.history import history_context
from crm.common.models import Route

logger = logging.getLogger("crm.request")
GetResponse = Callable[[HttpRequest], HttpResponse]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def health_middleware(get_response: GetResponse) -> GetResponse:
    """/healthz (this process answers and reaches its database) before sessions, hosts and
    redirects.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path != "/healthz":
            return get_response(request)
        trouble = database_trouble()
        response = HttpResponse(
            f"{AWAY}\n" if trouble else "ok\n",
            status=503 if trouble else 200,
            content_type="text/plain",
            headers={"Cache-Control": "no-store"},
        )
        return logged(response, request, trouble) if trouble else response

    return middleware


def preferences_middleware(get_response: GetResponse) -> GetResponse:
    """The signed-in person's language and zone; a visitor gets the browser's language."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            language, zone = user.language, zoneinfo.ZoneInfo(user.time_zone)
        else:
            language, zone = translation.get_language_from_request(request), None
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or language)
        return response

    return middleware


def history_middleware(get_response: GetResponse) -> GetResponse:
    """All rows that one unsafe request changes belong to one history context, which can be undone
    as one. Who sends a key instead of a session is named when the key is read.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user if request.user.is_authenticated else None
        is_api = request.path.startswith("/api/")
        if request.method in SAFE_METHODS or not (user or is_api):
            return get_response(request)
        route = Route.API if is_api else Route.PAGE
        with history_context(by=user, route=route, path=request.path):
            return get_response(request)

    return middleware


class _BusinessRuleMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in {403, 404} and request.user.is_authenticated:
            logger.info(
                "refused",
                extra={
                    "status": response.status_code,
                    "user": request.user.pk,
                    "path": request.path,
                },
            )
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A broken rule is an answer, not a fault: 409 as page or fragment.

        The API's own is in crm/common/api/problems.py.
        """
        rule = as_broken_rule(error)
        if rule is None:
            return None
        fragment = bool(request.headers.get("HX-Request"))
        template = "components/_conflict_message.html" if fragment else "409.html"
        return render(request, template, {"message": rule.message, "error": rule}, status=409)


business_rule_middleware = _BusinessRuleMiddleware
