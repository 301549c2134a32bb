"""The panel's first page: exceptions first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from crm.common.doors import leaders_only
from lead.queries import waiting_for
from users.requests import AppRequest


@require_GET
@leaders_only
def panel(request: AppRequest) -> HttpResponse:
    waiting = waiting_for(request.user, timezone.now())
    return render(request, "lead/panel.html", {"waiting": waiting})
