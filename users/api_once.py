"""`Idempotency-Key`: a POST that is sent again gets the answer that it got first."""

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from crm.common.api.refusals import ApiProblem
from users.api_auth import user_of
from users.models.answer import KeptAnswer
from users.services.answers import claim_answer, keep_answer

Handler = Callable[..., Response]
HEADER = "Idempotency-Key"
KEPT_HEADERS = ("ETag", "Location")
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def once(handler: Handler) -> Handler:
    """Runs the handler in a transaction, which also keeps its answer under the key that is sent.

    A refused request leaves nothing behind, and may be sent again with the same key.
    """

    @wraps(handler)
    def answer(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        with transaction.atomic():
            if HEADER not in request.headers:
                return handler(view, request, *args, **kwargs)
            kept = _claimed(request)
            if kept.status is not None:
                return _again(kept)
            response = handler(view, request, *args, **kwargs)
            headers = {name: response[name] for name in KEPT_HEADERS if name in response}
            keep_answer(kept, response.status_code, headers, _text(response.data))
            return response

    return answer


def _claimed(request: Request) -> KeptAnswer:
    key = request.headers[HEADER]
    if not _KEY.fullmatch(key):
        raise ApiProblem(400, _("A key is 1 to 255 visible ASCII characters without blanks."))
    fingerprint = _fingerprint(request)
    kept = claim_answer(user_of(request), key, fingerprint)
    if kept.fingerprint != fingerprint:
        raise ApiProblem(422, _("This key was sent before, with another request."))
    return kept


def _fingerprint(request: Request) -> str:
    """Tells requests apart: by address and by what is said, not by how it is spaced."""
    said = json.dumps(request.data, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{request.path}\n{said}".encode()).hexdigest()


def _again(kept: KeptAnswer) -> Response:
    headers = {**kept.headers, "Idempotency-Replayed": "true"}
    return Response(json.loads(kept.body or "null"), kept.status, headers=headers)


def _text(data: Any) -> str:
    """As it is sent; as JSON the database would forget the order of names."""
    return json.dumps(data, cls=JSONEncoder)
