"""How the API describes itself: filters from the lists' own declarations, versions and keys as
headers, and every refusal as a problem.
"""

from typing import Any

import django_filters
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from crm.common.api.fields import RECORD, AmountField
from crm.common.api.paging import MOST_ROWS
from crm.common.api.preconditions import STAMP
from crm.common.api.problems import PROBLEM, TITLES

PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457. `errors` is by field, `found` the records that are there already.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": True},
        "found": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"id": RECORD, "name": {"type": "string"}},
                "required": ["id", "name"],
            },
        },
    },
    "required": ["type", "title", "status"],
}
ALWAYS = (400, 401, 403, 406, 429)
WRITES = (409, 413, 415)
REFUSALS = {
    "get": ALWAYS,
    "post": (*ALWAYS, *WRITES, 412, 422),
    "put": (*ALWAYS, *WRITES, 412, 428),
    "patch": (*ALWAYS, *WRITES, 412, 428),
    "delete": (*ALWAYS, 409, 412, 428),
}
KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{1,255}$"},
    OpenApiParameter.HEADER,
    description="The same request sent again with the same key gets the same answer, once.",
)
ETAG = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, response=[200, 201], description="The version."
)
PAGE = (
    OpenApiParameter("cursor", {"type": "string", "minLength": 1}, description="From a link."),
    OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST_ROWS}),
)


def _if_match(*, required: bool) -> OpenApiParameter:
    return OpenApiParameter(
        "If-Match",
        {"type": "string", "pattern": f'^"{STAMP}"$'},
        OpenApiParameter.HEADER,
        required=required,
        description="The ETag of the record as you have read it.",
    )


class ApiSchema(AutoSchema):
    def get_request_serializer(self) -> Any:
        action = getattr(self.view, "action", None)
        name = "new_class" if action == "create" else "change_class"
        return getattr(self.view, name, None) or super().get_request_serializer()

    def get_override_parameters(self) -> list[Any]:
        view: Any = self.view
        if not hasattr(view, "record_list"):
            return []
        if view.action == "list":
            return [*_filters(view), *PAGE]
        if self.method == "GET":
            return [ETAG]
        if self.method == "POST":
            acts = view.action != "create"
            return [KEY, ETAG, *([_if_match(required=False)] if acts else [])]
        return [_if_match(required=True), ETAG]

    def _map_serializer_field(
        self,
        field: Any,
        direction: Any,
        bypass_extensions: bool = False,  # noqa: FBT001, FBT002 - theirs
    ) -> Any:
        schema = super()._map_serializer_field(field, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        if isinstance(field, AmountField):
            schema = {**schema, "type": "string", "pattern": field.pattern}
            schema.pop("format", None)
        return schema


def _filters(view: Any) -> list[OpenApiParameter]:
    listing = view.listing()
    filter_class = listing.filter_class if listing else view.filter_class
    named = [_parameter(name, item) for name, item in filter_class.base_filters.items()]
    if listing:
        sorts = [column.name for column in listing.columns if column.sort]
        named.append(OpenApiParameter("where", {"type": "string", "minLength": 1}))
    else:
        sorts = list(view.sorts)
    both = [*sorts, *(f"-{name}" for name in sorts)]
    return [*named, OpenApiParameter("sort", {"type": "string", "enum": both})]


def _parameter(name: str, item: Any) -> OpenApiParameter:
    return OpenApiParameter(name, _kind(item), description=str(item.label or ""))


def _kind(item: Any) -> dict[str, Any]:
    if isinstance(item, django_filters.ModelChoiceFilter):
        none = item.extra.get("null_value") if item.extra.get("null_label") else None
        return {"oneOf": [RECORD, {"type": "string", "enum": [none]}]} if none else dict(RECORD)
    if isinstance(item, django_filters.ChoiceFilter):
        choices = item.extra["choices"]
        choices = choices() if callable(choices) else choices
        return {"type": "string", "enum": [str(value) for value, _label in choices]}
    if isinstance(item, django_filters.DateFilter):
        return {"type": "string", "format": "date"}
    return {"type": "string", "minLength": 1}


def describe_problems(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Hook of drf-spectacular: the refusals of each operation, and strict bodies."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    for name, schema in schemas.items():
        if name.endswith("Request") and schema.get("type") == "object":
            schema["additionalProperties"] = False
    schemas["Problem"] = PROBLEM_SCHEMA
    for path, operations in result["paths"].items():
        for verb, operation in operations.items():
            for status in _statuses(path, verb):
                operation["responses"].setdefault(str(status), _refusal(status))
    return result


def _statuses(path: str, verb: str) -> tuple[int, ...]:
    found = REFUSALS.get(verb, ALWAYS)
    return (*found, 404) if "{" in path else found


def _refusal(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": str(TITLES[status]), "content": {PROBLEM: {"schema": schema}}}
