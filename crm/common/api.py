"""What all end-points of the API share: errors as problem+json (RFC 9457)."""

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from crm.common.constraints import as_broken_rule


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's answer to an error, in the standard's shape: title, status, and what is wrong by
    field.
    """
    if rule := as_broken_rule(error):
        return _problem({"title": rule.message, "status": 409}, Response(status=409))
    response = exception_handler(error, context)
    if response is None:
        return None
    data = response.data
    title = data.get("detail") if isinstance(data, dict) else None
    problem: dict[str, Any] = {
        "title": str(title or response.status_text),
        "status": response.status_code,
    }
    if title is None:
        problem["errors"] = data
    return _problem(problem, response)


def _problem(problem: dict[str, Any], response: Response) -> Response:
    response.data = problem
    response.content_type = "application/problem+json"
    return response
