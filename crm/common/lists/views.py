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
def around(request: PageRequest, key: str, pk: int) -> HttpResponse:
    """*Previous* and *next* for the page of a record, in the list that `request.GET` describes."""
    query = request.GET.copy()
    query.pop("in", None)
    selection = select_rows(declared_list(key), request.user, query)
    return render(request, "lists/_around.html", {"around": around_record(selection, pk)})
