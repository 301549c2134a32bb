"""The page on which an administrator takes the demonstration company away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm.common.doors import admins_only
from exchange.demonstration.removal import is_loaded, preview, remove_demonstration
from users.requests import AppRequest


@require_GET
@admins_only
def demonstration(request: AppRequest) -> HttpResponse:
    context = {"preview": preview(request.user) if is_loaded() else None}
    return render(request, "exchange/demonstration.html", context)


@require_POST
@admins_only
def demonstration_remove(request: AppRequest) -> HttpResponse:
    remove_demonstration(by=request.user)
    messages.success(request, _("The demonstration company was removed."))
    return redirect("reports:home")
