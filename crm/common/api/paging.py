"""Lists: filters and order as on the pages, keyset pages with links to the next and the last."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request

from crm.common.keyset import PAGE_SIZE, Page, page
from crm.common.lists.filters import ListFilter

MOST_ROWS = 100
PAGING = frozenset({"sort", "cursor", "limit"})
Sorts = Mapping[str, Sequence[str]]


class KeysetPages(BasePagination):
    """The shape of a list for the description of the API; `listed` makes it."""

    def get_schema_operation_parameters(self, view: Any) -> list[Any]:
        return []

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "properties": {"next": link, "previous": link, "results": schema},
            "required": ["next", "previous", "results"],
        }


def asked(request: Request, known: frozenset[str]) -> QueryDict:
    """The parameters of the list, without those of paging.

    Raises ValidationError for one that is unknown, empty or given twice.
    """
    query = request._request.GET.copy()
    wrong = {name: [_("Unknown parameter.")] for name in set(query) - known - PAGING}
    for name, values in query.lists():
        if name not in wrong and len(values) > 1:
            wrong[name] = [_("This is given twice.")]
        elif name not in wrong and not values[0]:
            wrong[name] = [_("Give a value, or leave it out.")]
    if wrong:
        raise ValidationError(wrong)
    return query


def narrowed(filter_class: type[ListFilter], request: Request, rows: Any, query: QueryDict) -> Any:
    """The rows that pass the filter. Raises ValidationError by parameter."""
    filterset = filter_class(query, rows, request=request)
    if not filterset.is_valid():
        raise ValidationError({name: list(texts) for name, texts in filterset.errors.items()})
    return filterset.qs


def order_of(sorts: Sorts, sort: str) -> list[str]:
    """Columns for a named sort; `-name` turns all of it round."""
    columns = sorts.get(sort.removeprefix("-"))
    if columns is None:
        raise ValidationError({"sort": [_("This list cannot be sorted like that.")]})
    return [_turned(column) for column in columns] if sort.startswith("-") else list(columns)


def found_page(request: Request, rows: QuerySet[Any], order: Sequence[str]) -> Page[Any]:
    query = request._request.GET
    return page(rows, order, query.get("cursor", ""), _limit(query.get("limit", "")))


def listed(request: Request, found: Page[Any], results: Any) -> dict[str, Any]:
    """The body of a list. Links begin with SITE_URL, whatever host the request names."""
    return {
        "next": _link(request, found.after),
        "previous": _link(request, found.before),
        "results": results,
    }


def _limit(text: str) -> int:
    if not text:
        return PAGE_SIZE
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= MOST_ROWS):
        raise ValidationError({"limit": [_("Ask for 1 to %(most)d rows.") % {"most": MOST_ROWS}]})
    return int(text)


def _link(request: Request, cursor: str) -> str | None:
    if not cursor:
        return None
    query = request._request.GET.copy()
    query["cursor"] = cursor
    return f"{settings.SITE_URL}{request.path}?{query.urlencode()}"


def _turned(column: str) -> str:
    return column.removeprefix("-") if column.startswith("-") else f"-{column}"
