"""The lifecycle of an account, and the colleagues who work on it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import LifecycleForm, MemberForm
from accounts.models import Account, MemberRole
from accounts.services import add_member, remove_member, set_lifecycle
from crm.common.days import business_day
from crm.common.doors import require_editable
from crm.common.models import Route
from crm.common.toasts import undoable
from users.requests import AppRequest


@require_http_methods(["GET", "POST"])
def account_lifecycle(request: AppRequest, pk: int) -> HttpResponse:
    account = _editable(request, pk)
    data = request.POST if request.method == "POST" else None
    form = LifecycleForm(data, account, business_day(timezone.now()))
    if not form.is_valid():
        steps = account.lifecycle_changes.select_related("by")
        context = {"form": form, "account": account, "steps": steps}
        status = 422 if form.errors else 200
        return render(request, "accounts/account_lifecycle.html", context, status=status)
    set_lifecycle([pk], form.step(), by=request.user, at=timezone.now(), route=Route.PAGE)
    account.refresh_from_db(fields=["lifecycle"])
    values = {"account": account, "state": account.get_lifecycle_display()}
    undoable(request, _("“%(account)s” is now: %(state)s.") % values)
    return redirect(account)


@require_http_methods(["GET", "POST"])
def member_add(request: AppRequest, pk: int) -> HttpResponse:
    account = _editable(request, pk)
    data = request.POST if request.method == "POST" else None
    form = MemberForm(data, account, request.user)
    if not form.is_valid():
        context = {"form": form, "account": account}
        status = 422 if form.errors else 200
        return render(request, "accounts/member_form.html", context, status=status)
    role = MemberRole(form.cleaned_data["role"])
    member = add_member(account, form.cleaned_data["user"], role)
    values = {"member": member.user, "account": account}
    undoable(request, _("%(member)s now works on “%(account)s”.") % values)
    return redirect(account)


@require_POST
def member_remove(request: AppRequest, pk: int, member_pk: int) -> HttpResponse:
    account = _editable(request, pk)
    member = remove_member(account, member_pk)
    if member is None:
        raise Http404
    values = {"member": member.user, "account": account}
    undoable(request, _("%(member)s no longer works on “%(account)s”.") % values)
    still_seen = Account.objects.visible_to(request.user).filter(pk=pk).exists()
    return redirect(account) if still_seen else redirect("accounts:account_list")


def _editable(request: AppRequest, pk: int) -> Account:
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    require_editable(request.user, account)
    return account
