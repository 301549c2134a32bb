"""Strict filters: an unknown or impossible parameter answers 400, never a list that ignores it."""

from collections.abc import Set
from typing import Any, ClassVar

from django.core.exceptions import BadRequest
from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django_filters import FilterSet

LIST_PARAMETERS = frozenset({"sort", "cursor"})


class ListFilter(FilterSet):  # type: ignore[misc] # django-filter has no types
    """The base of every list's filter. `bar` names the fields that stand on the line.

    `self.request` is the request, or a Reader: only its `user` may be asked for.
    """

    bar: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def parameters(cls) -> frozenset[str]:
        return frozenset(cls.base_filters)


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
    refuse_unknown(asked, filter_class.parameters() | LIST_PARAMETERS)
    return bound_filter(filter_class, request, rows, asked)


def refuse_unknown(query: QueryDict, known: Set[str]) -> None:
    if set(query) - known:
        raise BadRequest(_("This list has no filter of this name."))


def bound_filter(
    filter_class: type[ListFilter], reader: Any, rows: "models.QuerySet[Any]", query: QueryDict
) -> ListFilter:
    """The same without a request; `reader` has the `user`."""
    filterset = filter_class(query, rows, request=reader)
    if not filterset.is_valid():
        raise BadRequest(_("This filter has an impossible value."))
    return filterset
