"""JSON as it is read here: bounded, strict, and without what a database cannot keep."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from crm.common.api.refusals import ApiProblem

MOST_BYTES = 1024 * 1024
DEEPEST = 20


class StrictJSONParser(JSONParser):
    """Refuses NaN and its kin, names given twice, lone surrogates, NUL, and deep nesting."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        sent = stream.read(MOST_BYTES + 1)
        if len(sent) > MOST_BYTES:
            raise ApiProblem(413, _("A request may have one megabyte at most."))
        try:
            found = json.loads(
                sent.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_pairs
            )
            _check(found)
        except (ValueError, RecursionError) as error:
            raise ParseError(_("The body is not valid JSON.")) from error
        return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("A name is given twice.")
    return found


def _check(value: Any, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise ValueError("Too deep.")
    if isinstance(value, str):
        value.encode("utf-8")  # a lone surrogate has no bytes
        if "\0" in value:
            raise ValueError("NUL")
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            _check(name, depth + 1)
            _check(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth + 1)
