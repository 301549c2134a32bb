"""The pipeline as a board, and the step of one deal from stage to stage."""

from django.core.exceptions import BadRequest
from django.forms import HiddenInput
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from crm.common.days import business_day
from crm.common.doors import leaders_only, require_editable
from crm.common.lists.filters import filtered
from crm.common.models import Route
from crm.common.toasts import undoable
from deals.filters import BoardFilter
from deals.forms import MoveForm
from deals.models import Deal, Pipeline
from deals.queries import board
from deals.services import create_standard_pipeline, move_deals
from users.requests import AppRequest


@require_GET
def board_page(request: AppRequest) -> HttpResponse:
    swap = request.htmx and not request.htmx.history_restore_request
    response = _board(request, request.GET, "deals/_board.html" if swap else "deals/board.html")
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_http_methods(["GET", "POST"])
def deal_move(request: AppRequest, pk: int) -> HttpResponse:
    """GET asks what a closing step needs to know; every door posts here.

    `back` is sent by the board: the query of its address, to which the answer returns.
    """
    rows = Deal.objects.visible_to(request.user).select_related("stage", "account")
    deal = get_object_or_404(rows, pk=pk)
    require_editable(request.user, deal)
    now = timezone.now()
    sent = request.POST if request.method == "POST" else request.GET
    data = request.POST if request.method == "POST" else None
    form = MoveForm(data, deal, sent.get("to", ""), business_day(now))
    back = sent.get("back")
    if back is not None:
        filtered(BoardFilter, request, rows, QueryDict(back))  # refused before anything moves
    if not form.is_valid():
        return _asked(request, deal, form, back)
    route = Route.PAGE if back is None else Route.BOARD
    moved = move_deals([deal], form.move(), by=request.user, at=now, route=route)
    if moved:
        values = {"deal": deal, "stage": form.cleaned_data["to"]}
        undoable(request, _("“%(deal)s” moved to %(stage)s.") % values)
    return _moved(request, deal, back)


@require_POST
@leaders_only
def standard_pipeline(request: AppRequest) -> HttpResponse:
    pipeline = create_standard_pipeline(by=request.user)
    undoable(request, _("The pipeline “%(pipeline)s” was created.") % {"pipeline": pipeline})
    return redirect("deals:board")


def _asked(request: AppRequest, deal: Deal, form: MoveForm, back: str | None) -> HttpResponse:
    if form.stage is None:
        raise BadRequest(_("This pipeline has no such stage."))
    template = "deals/_move_form.html" if request.htmx else "deals/deal_move.html"
    context = {"deal": deal, "form": form, "stage": form.stage, "back": back}
    response = render(request, template, context, status=422 if form.errors else 200)
    return retarget(reswap(response, "innerHTML"), "#move-dialog-body")


def _moved(request: AppRequest, deal: Deal, back: str | None) -> HttpResponse:
    if back is None:
        return redirect(deal)
    query = QueryDict(back)
    if request.htmx:
        return _board(request, query, "deals/_board.html", moved=deal)
    return redirect(f"{reverse('deals:board')}?{query.urlencode()}")


def _board(
    request: AppRequest, query: QueryDict, template: str, moved: Deal | None = None
) -> HttpResponse:
    user, today = request.user, business_day(timezone.now())
    rows = Deal.objects.visible_to(user)
    filterset = filtered(BoardFilter, request, rows, query)
    pipelines = list(Pipeline.objects.visible_to(user).order_by("position", "pk"))
    if len(pipelines) < 2:
        filterset.form.fields["pipeline"].widget = HiddenInput()
    chosen = filterset.form.cleaned_data["pipeline"] or next(iter(pipelines), None)
    context = {
        "filter": filterset,
        "pipelines": pipelines,
        "query": query.urlencode(),
        "narrowing": _narrowing(query),
        "needs_account": rows.open().without_account().count(),
        "idle": rows.idle(today).count(),
        "moved": moved,
    }
    if chosen:
        editable = Deal.objects.editable_by(user)
        shown = board(filterset.qs, editable, chosen, today)
        context |= {"board": shown, "moved_is_shown": shown.holds(moved)}
    return render(request, template, context)


def _narrowing(query: QueryDict) -> str:
    """The board's filters for the links to the list; the stage says the pipeline there."""
    kept = query.copy()
    for name in ("pipeline", "sort", "cursor"):
        kept.pop(name, None)
    return kept.urlencode()
