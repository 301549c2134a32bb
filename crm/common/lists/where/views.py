"""The door of the filter builder. It is sent by GET, so it works without script, too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRedirect

from crm.common.lists.conditions import Field, Reader
from crm.common.lists.declared import RecordList, conditions, select_rows
from crm.common.lists.doors import declared_list
from crm.common.lists.where.builder import Form, Line, form_of, options_of, sent_form
from crm.common.lists.where.operands import Label, Option
from crm.common.lists.where.parsing import LONGEST, compact
from crm.common.requests import PageRequest


@dataclass(frozen=True)
class Offered:
    """A line with what can be chosen in it."""

    line: Line
    options: Sequence[tuple[Option, bool]]


@dataclass(frozen=True)
class Part:
    """The outer group (`name` is empty) or an inner one."""

    name: str
    mode: str
    lines: Sequence[Offered]


@require_GET
def filter_builder(request: PageRequest, key: str) -> HttpResponse:
    """`query` is the list's address. With `apply`, to the list that the conditions ask for."""
    found, reader = declared_list(key), Reader(request.user)
    query = QueryDict(request.GET.get("query", ""))
    select_rows(found, request.user, query)  # refused at once, as the list itself would
    form = _form(found, reader, request.GET, query)
    if "apply" in request.GET:
        form = form.checked(reader)
        text = "" if form.has_errors or form.json is None else compact(form.json)
        if not form.has_errors and len(text) <= LONGEST:
            go = HttpResponseClientRedirect if request.htmx else HttpResponseRedirect
            return go(_address(found, query, text))
    return _page(request, found, form, query)


def _form(found: RecordList, reader: Reader, sent: QueryDict, query: QueryDict) -> Form:
    fields = found.fields_by_name
    if "sent" not in sent:
        return form_of(fields, conditions(found, reader, query.get("where", "")))
    form = sent_form(fields, sent)
    if "remove" in sent:
        return form.without(str(sent["remove"]))
    if "group" in sent:
        return form.with_group()
    return form.with_line(str(sent["add"])) if "add" in sent else form


def _address(found: RecordList, query: QueryDict, where: str) -> str:
    asked = query.copy()
    asked.pop("cursor", None)
    asked.pop("where", None)
    if where:
        asked["where"] = where
    return f"{found.url}?{asked.urlencode()}" if asked else found.url


def _page(request: PageRequest, found: RecordList, form: Form, query: QueryDict) -> HttpResponse:
    reader = Reader(request.user)
    context = {
        "list": found,
        "form": form,
        "parts": [_part(form, group, reader) for group in ("", *form.groups)],
        "grouped": grouped(found.fields),
        "query": query.urlencode(),
        "too_long": "apply" in request.GET and not form.has_errors,
    }
    template = "lists/_filter_builder.html" if request.htmx else "lists/filter_builder.html"
    status = 422 if form.has_errors or context["too_long"] else 200
    return render(request, template, context, status=status)


def _part(form: Form, group: str, reader: Reader) -> Part:
    lines = [Offered(line, list(options_of(line, reader))) for line in form.inside(group)]
    return Part(group, form.mode(group), lines)


def grouped(fields: Sequence[Field]) -> Sequence[tuple[Label, Sequence[Field]]]:
    """By heading, those of the record itself first."""
    headings: dict[str, tuple[Label, list[Field]]] = {}
    for field in fields:
        headings.setdefault(str(field.group), (field.group, []))[1].append(field)
    parts: Mapping[str, Any] = headings
    return [parts[name] for name in sorted(parts, key=bool)]
