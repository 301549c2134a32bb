"""Strict filters: an unknown or impossible parameter answers 400, never a list that ignores it."""

from typing import Any, ClassVar

from django.core.exceptions import BadRequest
from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django_filters import FilterSet

LIST_PARAMETERS = frozenset({"sort", "cursor"})


class ListFilter(FilterSet):  # type: ignore[misc] # django-filter has no types
    """The base of every list's filter. `bar` names the fields that stand on the line."""

    bar: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def parameters(cls) -> frozenset[str]:
        return frozenset(cls.base_filters) | LIST_PARAMETERS


def filtered(
    filter_class: type[ListFilter],
    request: HttpRequest,
    rows: "models.QuerySet[Any]",
    query: QueryDict | None = None,
) -> ListFilter:
    """The bound filter, whose `qs` holds the rows left. Raises BadRequest (400).

    `query` stands in for the address's own, where a change answers with the list it came from.
    """
    asked = request.GET if query is None else query
    unknown = set(asked) - filter_class.parameters()
    if unknown:
        raise BadRequest(_("This list has no filter of this name."))
    filterset = filter_class(asked, rows, request=request)
    if not filterset.is_valid():
        raise BadRequest(_("This filter has an impossible value."))
    return filterset
