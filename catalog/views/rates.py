"""What money was worth on a day: list, enter, delete."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog.filters import RateFilter
from catalog.forms import RateForm
from catalog.models import ExchangeRate
from catalog.services import delete_rate, enter_rate
from crm.common.currencies import base_currency
from crm.common.days import business_day
from crm.common.doors import leaders_only
from crm.common.lists.listing import Sorts, list_records, render_list
from crm.common.toasts import undoable
from users.requests import AppRequest

SORTS: Sorts = {"day": ("day", "currency", "pk"), "currency": ("currency", "-day", "pk")}


@require_GET
def rate_list(request: AppRequest) -> HttpResponse:
    rows = ExchangeRate.objects.visible_to(request.user)
    listing = list_records(request, rows, RateFilter, SORTS, default="-day")
    templates = "catalog/rate_list.html", "catalog/_rate_table.html"
    return render_list(request, listing, *templates, base=base_currency())


@require_http_methods(["GET", "POST"])
@leaders_only
def rate_create(request: AppRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = RateForm(data, initial={"day": business_day(timezone.now())})
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "catalog/rate_form.html", {"form": form}, status=status)
    rate = enter_rate(**form.cleaned_data)
    undoable(request, _("The rate %(rate)s was entered.") % {"rate": rate})
    return redirect("catalog:rate_list")


@require_POST
@leaders_only
def rate_delete(request: AppRequest, pk: int) -> HttpResponse:
    rate = get_object_or_404(ExchangeRate.objects.visible_to(request.user), pk=pk)
    delete_rate(rate, at=timezone.now())
    undoable(request, _("The rate %(rate)s was deleted.") % {"rate": rate})
    return redirect("catalog:rate_list")
