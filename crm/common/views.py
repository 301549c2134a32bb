"""Recent changes and their undo; whether this installation is ready."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from pghistory.models import Context

from crm.common.changes import recent_changes
from crm.common.health import broker_trouble, database_trouble, logged
from crm.common.lists.undoing import is_large, request_undo
from crm.common.requests import PageRequest, came_from
from crm.common.undo import undo as undo_context


@require_GET
def change_list(request: PageRequest) -> HttpResponse:
    changes, page = recent_changes(request.user, request.GET.get("cursor", ""))
    return render(request, "common/change_list.html", {"changes": changes, "page": page})


@require_POST
def undo(request: PageRequest, context_id: uuid.UUID) -> HttpResponse:
    own = Context.objects.filter(metadata__user=request.user.pk)
    context = get_object_or_404(own, pk=context_id)
    if is_large(context.pk):
        job = request_undo(context.pk, by=request.user, back=_way_back(request))
        return HttpResponseRedirect(job.get_absolute_url())
    undo_context(context.pk, by=request.user, at=timezone.now())
    messages.success(request, _("Undone."))
    return HttpResponseRedirect(_way_back(request))


def _way_back(request: PageRequest) -> str:
    back = request.GET.get("back", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}):
        return back
    return came_from(request) or reverse("common:change_list")


@require_GET
@login_not_required
@never_cache
def readyz(request: PageRequest) -> HttpResponse:
    """503 while the database is away: give this process no requests. Without the broker it can
    work: hints are lost, sweeps find the rows later.
    """
    trouble = {"database": database_trouble(), "broker": broker_trouble()}
    told = {name: "away" if reason else "ok" for name, reason in trouble.items()}
    response = JsonResponse(told, status=503 if trouble["database"] else 200)
    return logged(response, request, trouble["database"]) if trouble["database"] else response
