"""The tree of teams: heads see their part, administrators keep all of it."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.common.doors import admins_only, leaders_only
from crm.common.requests import posted
from crm.common.toasts import undoable
from crm.common.versions import lock_version
from lead.forms import TeamForm
from lead.queries import team_tree
from users import services
from users.models import Team
from users.requests import AppRequest

page = require_http_methods(["GET", "POST"])


@require_GET
@leaders_only
def teams(request: AppRequest) -> HttpResponse:
    return render(request, "lead/teams.html", {"nodes": team_tree(request.user)})


@page
@admins_only
def team_create(request: AppRequest) -> HttpResponse:
    form = TeamForm(posted(request))
    if not form.is_valid():
        return _form(request, form, None)
    team = services.save_team(form.instance, by=request.user)
    undoable(request, _("“%(team)s” was added.") % {"team": team})
    return redirect("lead:teams")


@page
@admins_only
@transaction.atomic
def team_edit(request: AppRequest, pk: int) -> HttpResponse:
    team = get_object_or_404(Team.objects.visible_to(request.user), pk=pk)
    form = TeamForm(posted(request), instance=team)
    if not form.is_valid():
        return _form(request, form, Team.objects.visible_to(request.user).get(pk=pk))
    lock_version(Team.objects.editable_by(request.user), pk, form.cleaned_data["version"])
    services.save_team(form.instance, by=request.user)
    undoable(request, _("“%(team)s” was saved.") % {"team": team})
    return redirect("lead:teams")


@require_POST
@admins_only
def team_delete(request: AppRequest, pk: int) -> HttpResponse:
    team = get_object_or_404(Team.objects.visible_to(request.user), pk=pk)
    services.delete_team(team, by=request.user, at=timezone.now())
    undoable(request, _("“%(team)s” was deleted.") % {"team": team})
    return redirect("lead:teams")


def _form(request: AppRequest, form: TeamForm, team: Team | None) -> HttpResponse:
    context = {"form": form, "team": team}
    return render(request, "lead/team_form.html", context, status=422 if form.errors else 200)
