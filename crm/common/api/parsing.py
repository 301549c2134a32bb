"""JSON as it is read here: bounded, strict, and without what a database cannot keep."""

import json
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from crm.common.api.refusals import ApiProblem
from crm.common.strict_json import no_constant, refuse_unkept

MOST_BYTES = 1024 * 1024


class StrictJSONParser(JSONParser):
    """Refuses NaN and its kin, names given twice, lone surrogates, NUL, and deep nesting."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        sent = stream.read(MOST_BYTES + 1)
        if len(sent) > MOST_BYTES:
            raise ApiProblem(413, _("A request may have one megabyte at most."))
        try:
            found = json.loads(
                sent.decode("utf-8"), parse_constant=no_constant, object_pairs_hook=_pairs
            )
            refuse_unkept(found)
        except (ValueError, RecursionError) as error:
            raise ParseError(_("The body is not valid JSON.")) from error
        return found


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("A name is given twice.")
    return found
