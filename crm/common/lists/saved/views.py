"""Doors of saved views."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.common.doors import require_editable
from crm.common.lists import registry
from crm.common.lists.declared import RecordList, select_rows
from crm.common.lists.doors import declared_list
from crm.common.lists.models import SavedView
from crm.common.lists.saved import services
from crm.common.lists.saved.forms import ViewForm
from crm.common.lists.saved.mending import mended
from crm.common.lists.saved.queries import address, counted_pins, kept_query, views_of
from crm.common.requests import PageRequest, posted
from crm.common.toasts import undoable


@require_http_methods(["GET", "POST"])
def view_list(request: PageRequest, key: str) -> HttpResponse:
    """The views of a list, and the form that keeps `query`, the address as it stands."""
    found = declared_list(key)
    sent = request.POST if request.method == "POST" else request.GET
    query = QueryDict(sent.get("query", ""))
    select_rows(found, request.user, query)  # refused at once, as the list itself would
    new = SavedView(list_key=key)
    form = ViewForm(posted(request), instance=new, user=request.user, key=key)
    if not form.is_valid():
        return _views_page(request, found, form, query)
    pin = "pin" in request.POST
    view = services.save_view(form.instance, query=kept_query(query), by=request.user, pin=pin)
    undoable(request, _("The view “%(view)s” was saved.") % {"view": view})
    return HttpResponseRedirect(address(found, view, QueryDict(view.query)))


@require_GET
def view_open(request: PageRequest, pk: int) -> HttpResponse:
    """To the list as the view has it; what the list no longer knows is left out and told."""
    view = _visible(request, pk)
    found = declared_list(view.list_key)
    query, lost = mended(found, request.user, QueryDict(view.query))
    if lost:
        text = _(
            "“%(view)s” is not shown as it was saved. Left out, because it is gone: %(lost)s."
        )
        messages.warning(request, text % {"view": view, "lost": ", ".join(lost)})
    return HttpResponseRedirect(address(found, view, query))


@require_http_methods(["GET", "POST"])
def view_edit(request: PageRequest, pk: int) -> HttpResponse:
    view = _editable(request, pk)
    name = view.name
    form = ViewForm(posted(request), instance=view, user=request.user, key=view.list_key)
    if not form.is_valid():
        context = {"form": form, "view": view, "name": name, "list": registry.get(view.list_key)}
        status = 422 if form.errors else 200
        return render(request, "lists/view_form.html", context, status=status)
    services.rename_view(form.instance)
    undoable(request, _("The view “%(view)s” was saved.") % {"view": view})
    return redirect(view)


@require_POST
def view_update(request: PageRequest, pk: int) -> HttpResponse:
    """The view takes the address as it stands now."""
    view = _editable(request, pk)
    found = declared_list(view.list_key)
    query = QueryDict(request.POST.get("query", ""))
    select_rows(found, request.user, query)
    saved = services.update_view(view, query=kept_query(query))
    undoable(request, _("The view “%(view)s” was saved.") % {"view": view})
    return HttpResponseRedirect(address(found, saved, QueryDict(saved.query)))


@require_POST
def view_delete(request: PageRequest, pk: int) -> HttpResponse:
    view = _editable(request, pk)
    services.delete_view(view, at=timezone.now())
    undoable(request, _("The view “%(view)s” was deleted.") % {"view": view})
    return redirect(declared_list(view.list_key).url_name)


@require_POST
def view_pin(request: PageRequest, pk: int) -> HttpResponse:
    """`on` pins, without it the view is taken off; `step` moves it up (-1) or down (1)."""
    view = _visible(request, pk)
    step = {"-1": -1, "1": 1}.get(request.POST.get("step", ""))
    if step:
        services.move_pin(view, step, by=request.user)
    elif "on" in request.POST:
        services.pin_view(view, by=request.user)
    else:
        services.unpin_view(view, by=request.user)
    return redirect("lists:views", view.list_key)


@require_POST
def view_default(request: PageRequest, pk: int) -> HttpResponse:
    view = _visible(request, pk)
    services.set_default(view, by=request.user, on="on" in request.POST)
    return redirect("lists:views", view.list_key)


@require_GET
def pinned(request: PageRequest) -> HttpResponse:
    """The pinned views of the side bar with how many records each holds now."""
    return render(request, "lists/_pinned.html", {"pins": counted_pins(request.user)})


def _visible(request: PageRequest, pk: int) -> SavedView:
    return get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)


def _editable(request: PageRequest, pk: int) -> SavedView:
    view = _visible(request, pk)
    require_editable(request.user, view)
    return view


def _views_page(
    request: PageRequest, found: RecordList, form: ViewForm, query: QueryDict
) -> HttpResponse:
    context = {
        "list": found,
        "form": form,
        "views": views_of(request.user, found.key),
        "query": query.urlencode(),
    }
    template = "lists/_views.html" if request.htmx else "lists/views.html"
    return render(request, template, context, status=422 if form.errors else 200)
