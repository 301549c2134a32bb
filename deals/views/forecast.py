"""The pipeline as a forecast."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from crm.common.currencies import base_currency
from crm.common.days import business_day
from deals.forecast_pages import NARROW, WIDE, draw, month_lines, owner_lines
from deals.pipeline_pages import choose_deals, list_url, narrowing, tabs
from deals.queries.forecast import by_owner, forecast
from users.requests import AppRequest


@require_GET
def forecast_page(request: AppRequest) -> HttpResponse:
    """By month; with `by=owner` by owner as well, since that reads more."""
    query = request.GET.copy()
    by = query.pop("by", [""])
    if by not in ([""], ["owner"]):
        raise BadRequest(_("This list cannot be divided like that."))
    today, language = business_day(timezone.now()), get_language() or "en"
    currency = base_currency()
    chosen = choose_deals(request.user, query)
    found = forecast(chosen.rows, today)
    context = {
        "filter": chosen.filter,
        "tabs": tabs(query, "deals:forecast"),
        "forecast": found,
        "lines": month_lines(found, query, today, language),
        "charts": [draw(found.months, currency, language, size) for size in (WIDE, NARROW)],
        "currency": currency,
        "all_url": list_url(query),
        "late_url": list_url(query, late=1),
        "unrated_url": list_url(query, unrated=1),
        "valueless_url": list_url(query, valueless=1),
        "narrowing": narrowing(query),
    }
    if by == ["owner"]:
        context["owners"] = owner_lines(by_owner(chosen.rows, today), request.user, query)
    swap = request.htmx and not request.htmx.history_restore_request
    template = "deals/_forecast.html" if swap else "deals/forecast.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
