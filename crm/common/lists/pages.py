"""A declared list as a page: the table that its address asks for, or only that for htmx."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from crm.common.keyset import Page, page
from crm.common.lists import registry
from crm.common.lists.declared import COUNTED, Column, Selection, select_rows
from crm.common.lists.saved.queries import DEFAULT, default_view, open_view
from crm.common.lists.where.parsing import Group, written
from crm.common.lists.where.wording import in_words, joiner
from crm.common.lists.writing import cell_text
from crm.common.requests import PageRequest

MENU = {"view": DEFAULT}
"""All that an address from the menu says: open the list as the person wants it."""


@dataclass(frozen=True)
class Cell:
    column: Column
    value: object
    text: str


@dataclass(frozen=True)
class Row:
    """`url` leads to the record and carries the list along, for *previous* and *next* there."""

    record: Any
    url: str
    name: Cell
    cells: Sequence[Cell]


@dataclass(frozen=True)
class ListPage:
    """One page of a selection. `total` counts its rows, hardly beyond COUNTED."""

    selection: Selection
    page: Page[Any]
    rows: Sequence[Row]
    total: int

    @property
    def is_counted(self) -> bool:
        return self.total <= COUNTED

    @property
    def total_text(self) -> str:
        return str(self.total) if self.is_counted else _("more than 1,000")


def show_list(request: PageRequest, key: str, template: str) -> HttpResponse:
    """The page of a list; `template` extends lists/page.html."""
    if request.GET.dict() == MENU and (view := default_view(request.user, key)):
        return HttpResponseRedirect(view.get_absolute_url())
    selection = select_rows(registry.get(key), request.user, request.GET)
    shown = list_page(selection)
    swap = request.htmx and not request.htmx.history_restore_request
    context = {
        "list": selection.record_list,
        "selection": selection,
        "listing": shown,
        "page": shown.page,
        "filter": selection.filter,
        "sort": selection.sort,
        "view": open_view(request.user, request.GET),
        "where_chips": where_chips(selection),
        "where_joiner": joiner(selection.where.mode) if selection.where else "",
        **_summed(shown),
    }
    response = render(request, "lists/_results.html" if swap else template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def list_page(selection: Selection) -> ListPage:
    cursor = selection.query.get("cursor", "")
    found = page(selection.shown(), selection.order, cursor)
    columns, trail = selection.columns, trail_of(selection)
    url = selection.record_list.url
    rows = [_row(record, columns, f"{url}{record.pk}/?{trail}") for record in found.rows]
    return ListPage(selection, found, rows, selection.count())


@dataclass(frozen=True)
class WhereChip:
    """A condition in words, and the address of the list without it."""

    words: str
    url: str


def where_chips(selection: Selection) -> list[WhereChip]:
    where = selection.where
    if where is None:
        return []
    return [
        WhereChip(in_words(item), _with_where(selection, where.without(index)))
        for index, item in enumerate(where.items)
    ]


def _with_where(selection: Selection, where: Group | None) -> str:
    query = selection.query.copy()
    query.pop("cursor", None)
    query.pop("where", None)
    if where:
        query["where"] = written(where)
    return f"{selection.record_list.url}?{query.urlencode()}"


def trail_of(selection: Selection) -> str:
    """The list in the address of a record opened from it: `in=accounts&owner=3&sort=-name`."""
    query = selection.query.copy()
    query["in"] = selection.record_list.key
    return query.urlencode()


def record_url(record: Any, trail: str) -> str:
    return f"{record.get_absolute_url()}?{trail}"


def _row(record: Model, columns: Sequence[Column], url: str) -> Row:
    cells = [_cell(column, record) for column in columns]
    return Row(record, url, cells[0], cells[1:])


def _cell(column: Column, record: Model) -> Cell:
    value = column.value(record)
    return Cell(column, value, "" if column.cell else cell_text(value))


def _summed(shown: ListPage) -> dict[str, object]:
    """The sums, where there are few rows; else the page asks for them when it is there."""
    summary = shown.selection.record_list.summary
    if summary is None or not shown.is_counted:
        return {}
    return {"sums": summary.query(shown.selection)}
