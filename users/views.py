"""A person's own pages: preferences, keys for programs, the password."""

from allauth.account import views as allauth_views
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.forms import model_to_dict
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.common.requests import came_from, posted
from users import services
from users.forms import InvitationForm, PreferencesForm, TokenForm
from users.invitations import invited_by_link
from users.models import ApiToken, User
from users.requests import AppRequest
from users.services.preferences import PREFERENCES

page = require_http_methods(["GET", "POST"])
COMMANDED = ("theme", "language")


@page
def settings(request: AppRequest) -> HttpResponse:
    person = User.objects.visible_to(request.user).get(pk=request.user.pk)
    initial = {"version": person.version}
    form = PreferencesForm(posted(request), instance=person, initial=initial)
    if form.is_valid():
        services.save_preferences(form.instance, version=form.cleaned_data["version"])
        with translation.override(form.instance.language):
            messages.success(request, _("Your settings are saved."))
        return HttpResponseRedirect(reverse("users:settings"))
    return _form_page(request, "users/settings.html", form)


@require_POST
def preference(request: AppRequest) -> HttpResponse:
    """Look or language alone, by a command of the palette; the other settings stay."""
    person = User.objects.visible_to(request.user).get(pk=request.user.pk)
    chosen = {name: request.POST[name] for name in COMMANDED if name in request.POST}
    kept = model_to_dict(person, PREFERENCES) | {"version": person.version}
    form = PreferencesForm(kept | chosen, instance=person)
    if not chosen or not form.is_valid():
        raise BadRequest(_("There is no such setting."))
    services.save_preferences(form.instance, version=form.cleaned_data["version"])
    return HttpResponseRedirect(came_from(request) or reverse("users:settings"))


@require_GET
def token_list(request: AppRequest) -> HttpResponse:
    tokens = ApiToken.objects.visible_to(request.user).live().order_by("-created_at", "-pk")
    return render(request, "users/token_list.html", {"tokens": tokens})


@page
@never_cache
def token_create(request: AppRequest) -> HttpResponse:
    form = TokenForm(posted(request))
    if form.is_valid():
        token, key = services.create_key(request.user, **form.cleaned_data)
        return render(request, "users/token_created.html", {"token": token, "key": key})
    return _form_page(request, "users/token_form.html", form)


@require_POST
def token_revoke(request: AppRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    services.revoke_key(token, at=timezone.now())
    messages.success(request, _("The key “%(name)s” is revoked.") % {"name": token.name})
    return HttpResponseRedirect(reverse("users:token_list"))


@page
@login_not_required
@never_cache
@sensitive_post_parameters()
def accept_invitation(request: AppRequest, uid: str, token: str) -> HttpResponse:
    user = invited_by_link(uid, token, at=timezone.now())
    if user is None:
        return render(request, "users/accept_invitation.html", {"form": None}, status=410)
    form = InvitationForm(posted(request), user=user)
    if form.is_valid():
        user = services.accept_invitation(
            uid, token, form.cleaned_data["password"], at=timezone.now()
        )
        login(request, user)
        return HttpResponseRedirect(reverse("reports:home"))
    return _form_page(request, "users/accept_invitation.html", form)


@page
def password_change(request: AppRequest) -> HttpResponse:
    """Who has no password yet, as after an import, gets a link by mail instead."""
    if not request.user.has_password:
        return HttpResponseRedirect(reverse("account_reset_password"))
    response: HttpResponse = allauth_views.password_change(request)
    return response


def _form_page(request: AppRequest, template: str, form: object) -> HttpResponse:
    bound = bool(getattr(form, "is_bound", False))
    return render(request, template, {"form": form}, status=422 if bound else 200)
