"""The step of one deal from stage to stage: menu, drag, keys and stepper all post here."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget

from crm.common.days import business_day
from crm.common.doors import require_editable
from crm.common.models import Route
from crm.common.toasts import undoable
from deals.forms import MoveForm
from deals.models import Deal, Stage
from deals.pipeline_pages import choose_deals
from deals.services import move_deals
from deals.views.board import show_board
from users.requests import AppRequest


@require_http_methods(["GET", "POST"])
def deal_move(request: AppRequest, pk: int) -> HttpResponse:
    """GET asks where to, and what a closing step needs to know; every door posts here.

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
        choose_deals(request.user, QueryDict(back))  # refused before anything moves
    if not form.is_valid():
        return _asked(request, deal, form, back)
    route = Route.PAGE if back is None else Route.BOARD
    moved = move_deals([deal], form.move(), by=request.user, at=now, route=route)
    if moved:
        values = {"deal": deal, "stage": form.cleaned_data["to"]}
        undoable(request, _("“%(deal)s” moved to %(stage)s.") % values)
    return _moved(request, deal, back)


def _asked(request: AppRequest, deal: Deal, form: MoveForm, back: str | None) -> HttpResponse:
    context = {"deal": deal, "form": form, "stage": form.stage, "back": back}
    if form.stage is None:
        if form.is_bound or "to" in request.GET:
            raise BadRequest(_("This pipeline has no such stage."))
        stages = Stage.objects.visible_to(request.user).filter(pipeline=deal.pipeline_id)
        others = stages.exclude(pk=deal.stage_id)
        context["stages"] = others.order_by("position", "pk")
        return render(request, "deals/deal_move_where.html", context)
    template = "deals/_move_form.html" if request.htmx else "deals/deal_move.html"
    response = render(request, template, context, status=422 if form.errors else 200)
    return retarget(reswap(response, "innerHTML"), "#move-dialog-body")


def _moved(request: AppRequest, deal: Deal, back: str | None) -> HttpResponse:
    if back is None:
        return redirect(deal)
    query = QueryDict(back)
    if request.htmx:
        return show_board(request, query, "deals/_board.html", moved=deal)
    return redirect(f"{reverse('deals:board')}?{query.urlencode()}")
