"""Strict filters: an unknown or impossible parameter answers 400, never a list that ignores it."""

from collections.abc import Set
from typing import Any, ClassVar, Self

from django.core.exceptions import BadRequest
from django.db import models
from django.forms import Form, HiddenInput
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django_filters import FilterSet

LIST_PARAMETERS = frozenset({"sort", "cursor"})


class ListFilter(FilterSet):  # type: ignore[misc] # django-filter has no types
    """The base of every list's filter. `bar` names the fields that stand on the line, beside the
    search box; none named: all of them.

    The form has these and what the address names. A choice of a thousand records is dear to make,
    so the others are made when somebody asks for them: `whole()`.

    `self.request` is the request, or a Reader: only its `user` may be asked for.
    """

    bar: ClassVar[tuple[str, ...]] = ()
    is_whole = False

    @classmethod
    def parameters(cls) -> frozenset[str]:
        return frozenset(cls.base_filters)

    @property
    def has_more(self) -> bool:
        """There are fields to choose by that do not stand on the line."""
        return any(not (self._is_hidden(name) or self._is_on_bar(name)) for name in self.filters)

    def whole(self) -> Self:
        found = type(self)(self.data, self.queryset, request=self.request)
        found.is_whole = True
        return found

    def get_form_class(self) -> type[Form]:
        wanted = {name: self.filters[name].field for name in self.filters if self._has(name)}
        return type("ListFilterForm", (self._meta.form,), wanted)

    def _has(self, name: str) -> bool:
        if self._is_hidden(name):
            return name in self.data
        return self.is_whole or name in self.data or self._is_on_bar(name)

    def _is_on_bar(self, name: str) -> bool:
        return not self.bar or name == "q" or name in self.bar

    def _is_hidden(self, name: str) -> bool:
        return self.filters[name].extra.get("widget") is HiddenInput


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
