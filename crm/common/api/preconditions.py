"""Versions in headers: `ETag` tells one, `If-Match` says which one a change is about."""

import re

from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework.request import Request

from crm.common.api.refusals import ApiProblem
from crm.common.errors import StaleVersionError

_QUOTED = re.compile(r'(?<!W/)"([^"]*)"')


def etag(stamp: object) -> str:
    return f'"{stamp}"'


def required_stamps(request: Request) -> set[str]:
    """The versions that `If-Match` names.

    428 without any: `*` would overwrite what the writer has not seen.
    """
    header = request.headers.get("If-Match", "").strip()
    if header in {"", "*"}:
        raise ApiProblem(428, _("Send If-Match with the ETag of the record as you have read it."))
    return set(_QUOTED.findall(header))


def refuse_stale(record: Model, stamp: object, wanted: set[str]) -> None:
    """412 unless the record, held under a lock, is the one that was read."""
    if str(stamp) not in wanted:
        raise StaleVersionError(record)
