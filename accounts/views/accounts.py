"""Pages of accounts."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.facts import account_facts, missing
from accounts.forms import AccountForm
from accounts.groups import group_page
from accounts.models import Account, AccountQuerySet
from accounts.queries import account_page, suggested
from accounts.services import (
    AccountValues,
    create_account,
    delete_accounts,
    named_sector,
    update_account,
)
from crm.common.doors import require_editable, writers_only
from crm.common.lists.pages import show_list
from crm.common.models import Route
from crm.common.record_keys import key_in
from crm.common.toasts import undoable
from users.models import User
from users.requests import AppRequest

FORM = "accounts/account_form.html"


@require_GET
def account_list(request: AppRequest) -> HttpResponse:
    return show_list(request, "accounts", "accounts/account_list.html")


@require_GET
def account_choose(request: AppRequest) -> HttpResponse:
    """Suggestions for a ChooserField."""
    text = request.GET.get("q", "")[:200].replace("\0", "")
    own = request.GET.get("own") == "1"
    rows = Account.objects.editable_by(request.user) if own else _visible(request.user)
    context = {"suggestions": suggested(rows, text)}
    return render(request, "accounts/_account_options.html", context)


@require_GET
def account_detail(request: AppRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(_visible(request.user).with_names(), pk=pk)
    facts = account_facts(account)
    context = {
        "account": account,
        "facts": facts,
        "missing": missing(facts),
        "shown": account_page(request.user, account),
    }
    return render(request, "accounts/account_detail.html", context)


@require_GET
def account_group(request: AppRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(_visible(request.user), pk=pk)
    context = {"account": account, "group": group_page(request.user, account)}
    return render(request, "accounts/account_group.html", context)


@require_http_methods(["GET", "POST"])
@writers_only
def account_create(request: AppRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = AccountForm(data, user=request.user, initial=_beginning(request))
    if not form.is_valid():
        return render(request, FORM, {"form": form}, status=422 if form.errors else 200)
    values = _values(form, request.user)
    account = create_account(values, by=request.user, at=timezone.now(), route=Route.PAGE)
    text = _("“%(account)s” was added.") % {"account": account}
    undoable(request, text, back="accounts:account_list")
    return _to_account(request, account)


@require_http_methods(["GET", "POST"])
def account_edit(request: AppRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(_visible(request.user), pk=pk)
    require_editable(request.user, account)
    data = request.POST if request.method == "POST" else None
    form = AccountForm(data, instance=account, user=request.user)
    if not form.is_valid():
        context = {"form": form, "account": _visible(request.user).get(pk=pk)}
        return render(request, FORM, context, status=422 if form.errors else 200)
    version, values = form.cleaned_data["version"], _values(form, request.user)
    now = timezone.now()
    saved = update_account(pk, version, values, by=request.user, at=now, route=Route.PAGE)
    undoable(request, _("“%(account)s” was saved.") % {"account": saved})
    return _to_account(request, saved)


@require_POST
def account_delete(request: AppRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(_visible(request.user), pk=pk)
    require_editable(request.user, account)
    delete_accounts([pk], by=request.user, at=timezone.now(), route=Route.PAGE)
    undoable(request, _("“%(account)s” was deleted.") % {"account": account})
    return redirect("accounts:account_list")


def _visible(user: User) -> AccountQuerySet:
    return Account.objects.visible_to(user)


def _beginning(request: AppRequest) -> dict[str, object]:
    """One's own account; `?parent=42` comes from the page of the parent company."""
    parent = key_in(request.GET.get("parent", ""))
    return {"owner": request.user.pk, "parent": parent, "country": settings.DEFAULT_COUNTRY}


def _values(form: AccountForm, user: User) -> AccountValues:
    values = form.values()
    if name := form.cleaned_data.get("new_sector"):
        values["sector"] = named_sector(name, by=user)
    return values


def _to_account(request: AppRequest, account: Account) -> HttpResponse:
    """To its page, unless it was just handed over to somebody whose records one does not see."""
    if _visible(request.user).filter(pk=account.pk).exists():
        return redirect(account)
    return redirect("accounts:account_list")
