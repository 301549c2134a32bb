"""The panel's first page: exceptions first, then how everybody stands."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from crm.common.days import business_day
from crm.common.doors import leaders_only
from crm.common.months import first_day, previous_month
from lead.queries import waiting_for
from lead.scorecard import rows_for
from users.requests import AppRequest


@require_GET
@leaders_only
def panel(request: AppRequest) -> HttpResponse:
    if set(request.GET) - {"cursor"}:
        raise BadRequest(_("This list has no filter of this name."))
    now = timezone.now()
    today = business_day(now)
    rows, page = rows_for(request.user, today, request.GET.get("cursor", ""))
    context = {
        "waiting": waiting_for(request.user, now),
        "rows": rows,
        "page": page,
        "month": first_day(today),
        "before": previous_month(today),
    }
    return render(request, "lead/panel.html", context)
