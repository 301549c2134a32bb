"""Errors of the API as problem+json (RFC 9457), in the reader's language.

`title` says what kind of problem it is, `detail` what happened, `errors` what is wrong by field,
`found` which records are there already.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response
from rest_framework.views import exception_handler

from crm.common.constraints import as_broken_rule
from crm.common.errors import AlreadyHereError, BusinessRuleError, StaleVersionError

PROBLEM = "application/problem+json"
PREFIX = "/api/"
TITLES: dict[int, str | Promise] = {
    400: _("The request is not valid"),
    401: _("Not signed in"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("This address does not take this method"),
    406: _("Answers are JSON only"),
    409: _("This cannot be done as things are"),
    412: _("Changed since it was read"),
    413: _("The request is too large"),
    415: _("Requests are JSON only"),
    422: _("This key stands for another request"),
    428: _("Say which version is changed"),
    429: _("Too many requests"),
    500: _("Something went wrong here"),
    503: _("Away for a moment"),
}


def problem(status: int, **more: Any) -> dict[str, Any]:
    """The body; `more` without what is empty."""
    title = str(TITLES.get(status) or TITLES[500 if status >= 500 else 400])
    told = {name: value for name, value in more.items() if value}
    return {"type": "about:blank", "title": title, "status": status, **told}


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's answer to an error; None is for Django, whose answer the middleware turns into one."""
    if rule := as_broken_rule(error):
        return _broken_rule(rule)
    if isinstance(error, BadRequest | SuspiciousOperation):
        return _answer(problem(400, detail=" ".join(map(str, error.args))))
    response = exception_handler(error, context)
    if response is None:
        return None
    data, headers = response.data, dict(response.items())
    if isinstance(data, dict) and set(data) == {"detail"}:
        return _answer(problem(response.status_code, detail=str(data["detail"])), headers)
    errors = data if isinstance(data, dict) else {"non_field_errors": data}
    return _answer(problem(response.status_code, errors=errors), headers)


def _broken_rule(rule: BusinessRuleError) -> Response:
    if isinstance(rule, StaleVersionError):
        return _answer(problem(412, detail=rule.message))
    records = rule.records if isinstance(rule, AlreadyHereError) else []
    found = [{"id": record.pk, "name": str(record)} for record in records]
    return _answer(problem(409, detail=rule.message, found=found))


def _answer(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(body, status=body["status"], headers=headers, content_type=PROBLEM)


def problem_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Errors that no view of the API answered (an unknown address, a fault) are problems, too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code < 400 or not request.path.startswith(PREFIX):
            return response
        if response.headers.get("Content-Type", "").startswith(PROBLEM):
            return response
        asked = translation.get_language_from_request(request)
        language = response.headers.get("Content-Language") or asked
        with translation.override(language):
            answer = JsonResponse(problem(response.status_code), status=response.status_code)
        answer.headers["Content-Type"] = PROBLEM
        answer.headers["Content-Language"] = language
        for name in ("Allow", "Retry-After", "WWW-Authenticate"):
            if name in response.headers:
                answer.headers[name] = response.headers[name]
        return answer

    return middleware
