"""Plain lists: filter, sort and page by the address alone, as a page or as htmx's fragment.

SORTS = {"name": ("sort_key", "pk"), "owner": ("owner_key", "sort_key", "pk")}

def people(request: AppRequest) -> HttpResponse:
    listing = list_records(request, rows, PersonFilter, SORTS)
    return render_list(request, listing, "lead/people.html", "lead/_people_table.html")

Lists with columns, conditions and views to choose are declared: `crm.common.lists.declared`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import BadRequest
from django.db import models
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from crm.common.keyset import Page, page, turned
from crm.common.lists.filters import ListFilter, filtered
from crm.common.requests import PageRequest

M = TypeVar("M", bound=models.Model)
Sorts = Mapping[str, Sequence[str]]
"""Name in the address → columns as `crm.common.keyset.page` wants them: never null (Coalesce those
that may be), the last one unique. The first name is the default unless
`list_records` is told another; `-name` turns all of it round."""

COUNTED = 1000


@dataclass(frozen=True)
class Listing(Generic[M]):
    """One page of a list. `total` counts the rows that pass the filter, hardly beyond COUNTED."""

    filter: ListFilter
    page: Page[M]
    sort: str
    total: int

    @property
    def is_narrowed(self) -> bool:
        """A filter is in use, so an empty list does not mean that there is nothing."""
        return any(self.filter.data.get(name) for name in self.filter.base_filters)

    @property
    def total_text(self) -> str:
        return _("more than 1,000") if self.total > COUNTED else str(self.total)


def list_records(
    request: PageRequest,
    rows: "models.QuerySet[M]",
    filter_class: type[ListFilter],
    sorts: Sorts,
    default: str = "",
) -> Listing[M]:
    """The page that the address asks for. Raises BadRequest on an unknown filter, sort, cursor."""
    filterset = filtered(filter_class, request, rows)
    sort = request.GET.get("sort") or default or next(iter(sorts))
    found = page(filterset.qs, _order(sorts, sort), request.GET.get("cursor", ""))
    return Listing(filterset, found, sort, _bounded_count(filterset.qs))


def render_list(
    request: PageRequest, listing: Listing[M], template: str, fragment: str, **extra: Any
) -> HttpResponse:
    """The whole page, or only the fragment when htmx swaps the table."""
    swap = request.htmx and not request.htmx.history_restore_request
    context = {
        "listing": listing,
        "filter": listing.filter,
        "page": listing.page,
        "sort": listing.sort,
    }
    response = render(request, fragment if swap else template, context | extra)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _order(sorts: Sorts, sort: str) -> list[str]:
    columns = sorts.get(sort.removeprefix("-"))
    if columns is None:
        raise BadRequest(_("This list cannot be sorted like that."))
    return [turned(column) for column in columns] if sort.startswith("-") else list(columns)


def _bounded_count(rows: "models.QuerySet[M]") -> int:
    return rows.order_by()[: COUNTED + 1].count()
