"""Versions in headers: `ETag` tells one, `If-Match` says which one a change is about."""

import re

from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework.request import Request

from crm.common.api.refusals import ApiProblem
from crm.common.errors import StaleVersionError

STAMP = "[0-9a-z]{1,20}"
_QUOTED = re.compile(f'(?:W/)?"({STAMP})"')  # W/: a proxy that compresses says so


def etag(stamp: object) -> str:
    return f'"{stamp}"'


def required_stamp(request: Request) -> str:
    """The version that `If-Match` names: one, as `ETag` gave it.

    428 without. 400 when it is no version, `*` among them: that would overwrite what the writer
    has not seen.
    """
    header = request.headers.get("If-Match")
    if header is None:
        raise ApiProblem(428, _("Send If-Match with the ETag of the record as you have read it."))
    named = _QUOTED.fullmatch(header.strip())
    if named is None:
        raise ApiProblem(400, _("If-Match is the ETag of the record, in its quotes."))
    return named[1]


def refuse_stale(record: Model, stamp: object, wanted: str) -> None:
    """412 unless the record, held under a lock, is the one that was read."""
    if str(stamp) != wanted:
        raise StaleVersionError(record)
