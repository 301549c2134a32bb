"""Doors that all lists share."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from crm.common.lists.around import around as around_record
from crm.common.lists.declared import select_rows
from crm.common.lists.doors import declared_list
from crm.common.requests import PageRequest


@require_GET
def summary(request: PageRequest, key: str) -> HttpResponse:
    """What all rows of a long list come to; its page asks for this when it is there."""
    found = declared_list(key)
    if found.summary is None:
        raise Http404
    selection = select_rows(found, request.user, request.GET)
    return render(request, found.summary.template, {"sums": found.summary.query(selection)})


@require_GET
def more_filters(request: PageRequest, key: str) -> HttpResponse:
    """The filters that the bar leaves out, for its menu; without script a page with all."""
    selection = select_rows(declared_list(key), request.user, request.GET)
    context = {"list": selection.record_list, "filter": selection.filter.whole()}
    template = "lists/_more_filters.html" if request.htmx else "lists/more_filters.html"
    return render(request, template, context)


@require_GET
def around(request: PageRequest, key: str, pk: int) -> HttpResponse:
    """*Previous* and *next* for the page of a record, in the list that `request.GET` describes."""
    query = request.GET.copy()
    query.pop("in", None)
    selection = select_rows(declared_list(key), request.user, query)
    return render(request, "lists/_around.html", {"around": around_record(selection, pk)})
