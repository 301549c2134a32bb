"""The list and the pages of deals."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Account
from crm.common.currencies import base_currency
from crm.common.days import business_day
from crm.common.doors import require_editable, writers_only
from crm.common.lists.pages import show_list
from crm.common.models import Route
from crm.common.record_keys import key_in
from crm.common.toasts import undoable
from deals.forms import DealForms
from deals.models import Deal, DealQuerySet, Stage
from deals.queries import deal_page
from deals.services import create_deal, delete_deals, update_deal
from users.models import User
from users.requests import AppRequest

FORM = "deals/deal_form.html"


@require_GET
def deal_list(request: AppRequest) -> HttpResponse:
    return show_list(request, "deals", "deals/deal_list.html")


@require_GET
def deal_detail(request: AppRequest, pk: int) -> HttpResponse:
    rows = _visible(request.user).select_related("account", "owner", "stage", "pipeline")
    deal = get_object_or_404(rows, pk=pk)
    today = business_day(timezone.now())
    context = {"deal": deal, "shown": deal_page(request.user, deal, today), "today": today}
    return render(request, "deals/deal_detail.html", context)


@require_http_methods(["GET", "POST"])
@writers_only
def deal_create(request: AppRequest) -> HttpResponse:
    now = timezone.now()
    account = _account_in_address(request)
    initial = _initial(request.user, account) | {"engaged_on": business_day(now)}
    forms = DealForms(_data(request), user=request.user, today=business_day(now), initial=initial)
    if _wants_line(request) or not forms.is_valid():
        return _form_page(request, forms, {"account": account})
    new = forms.deal.new(forms.lines.lines())
    deal = create_deal(new, by=request.user, at=now, route=Route.PAGE)
    text = _("“%(deal)s” was added.") % {"deal": deal}
    undoable(request, text, back="deals:deal_list")
    return _to_deal(request, deal)


@require_http_methods(["GET", "POST"])
def deal_edit(request: AppRequest, pk: int) -> HttpResponse:
    deal = get_object_or_404(_visible(request.user), pk=pk)
    require_editable(request.user, deal)
    now, name = timezone.now(), deal.name
    forms = DealForms(_data(request), user=request.user, today=business_day(now), deal=deal)
    if _wants_line(request) or not forms.is_valid():
        return _form_page(request, forms, {"deal": deal, "name": name})
    edit, version = forms.deal.edit(forms.lines.lines()), forms.deal.cleaned_data["version"]
    saved = update_deal(edit, version, by=request.user, at=now, route=Route.PAGE)
    undoable(request, _("“%(deal)s” was saved.") % {"deal": saved})
    return _to_deal(request, saved)


@require_POST
def deal_delete(request: AppRequest, pk: int) -> HttpResponse:
    deal = get_object_or_404(_visible(request.user), pk=pk)
    require_editable(request.user, deal)
    delete_deals([pk], by=request.user, at=timezone.now(), route=Route.PAGE)
    undoable(request, _("“%(deal)s” was deleted.") % {"deal": deal})
    return redirect("deals:deal_list")


def _visible(user: User) -> DealQuerySet:
    return Deal.objects.visible_to(user)


def _data(request: AppRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _wants_line(request: AppRequest) -> bool:
    """The button for another empty line was pressed: nothing is to be saved yet."""
    return "more" in request.POST


def _account_in_address(request: AppRequest) -> Account | None:
    """`?account=42`, from the button on an account's page."""
    pk = key_in(request.GET.get("account", ""))
    return get_object_or_404(Account.objects.visible_to(request.user), pk=pk) if pk else None


def _initial(user: User, account: Account | None) -> dict[str, Any]:
    stages = Stage.objects.visible_to(user).open().filter(pipeline__deleted_at=None)
    return {
        "account": account.pk if account else None,
        "owner": user.pk,
        "stage": stages.order_by("pipeline__position", "position", "pk").first(),
        "currency": account.currency if account else base_currency(),
    }


def _form_page(request: AppRequest, forms: DealForms, context: dict[str, Any]) -> HttpResponse:
    refused = request.method == "POST" and not _wants_line(request)
    return render(request, FORM, {"forms": forms, **context}, status=422 if refused else 200)


def _to_deal(request: AppRequest, deal: Deal) -> HttpResponse:
    """To its page, unless it was just handed over to somebody whose records one does not see."""
    if _visible(request.user).filter(pk=deal.pk).exists():
        return redirect(deal)
    return redirect("deals:deal_list")
