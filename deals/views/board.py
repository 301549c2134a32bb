"""The pipeline as a board."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm.common.days import business_day
from crm.common.doors import leaders_only
from crm.common.toasts import undoable
from deals.models import Deal
from deals.pipeline_pages import choose_deals, list_url, tabs
from deals.queries import board
from deals.services import create_standard_pipeline
from users.requests import AppRequest


@require_GET
def board_page(request: AppRequest) -> HttpResponse:
    swap = request.htmx and not request.htmx.history_restore_request
    template = "deals/_board.html" if swap else "deals/board.html"
    response = show_board(request, request.GET, template)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
@leaders_only
def standard_pipeline(request: AppRequest) -> HttpResponse:
    pipeline = create_standard_pipeline(by=request.user)
    undoable(request, _("The pipeline “%(pipeline)s” was created.") % {"pipeline": pipeline})
    return redirect("deals:board")


def show_board(
    request: AppRequest, query: QueryDict, template: str, moved: Deal | None = None
) -> HttpResponse:
    """The board that `query` asks for; `moved` is the deal that this request has moved."""
    user, today = request.user, business_day(timezone.now())
    chosen = choose_deals(user, query)
    context: dict[str, object] = {
        "filter": chosen.filter,
        "pipelines": chosen.pipelines,
        "query": query.urlencode(),
        "tabs": tabs(query, "deals:board"),
        "moved": moved,
    }
    if chosen.pipeline:
        shown = board(chosen.rows, Deal.objects.editable_by(user), chosen.pipeline, today)
        context |= {
            "board": shown,
            "moved_is_shown": shown.holds(moved),
            "idle_url": list_url(query, idle=1, pipeline=chosen.pipeline.pk),
            "homeless_url": list_url(query, needs_account=1, pipeline=chosen.pipeline.pk),
            "stage_url": list_url(query, stage="").replace("&stage=", "", 1),
        }
    return render(request, template, context)
