"""People: heads read about their own, administrators decide about all."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.common.doors import admins_only, leaders_only
from crm.common.lists.listing import Sorts, list_records, render_list
from crm.common.requests import posted
from crm.common.toasts import undoable
from crm.common.versions import lock_version
from lead.filters import PersonFilter
from lead.forms import PersonForm, PickForm
from lead.people import is_invitable, with_access
from lead.switches import switch_of
from users import services
from users.models import User
from users.requests import AppRequest

SORTS: Sorts = {
    "name": ("sort_key", "pk"),
    "email": ("email", "pk"),
    "role": ("role", "sort_key", "pk"),
}
page = require_http_methods(["GET", "POST"])


@require_GET
@leaders_only
def people(request: AppRequest) -> HttpResponse:
    rows = with_access(User.objects.visible_to(request.user)).select_related("team")
    listing = list_records(request, rows, PersonFilter, SORTS)
    extra = {"uninvited": 0, "invitable": False}
    if request.user.is_admin:
        extra["uninvited"] = User.objects.visible_to(request.user).not_invited().count()
        extra["invitable"] = any(is_invitable(person) for person in listing.page.rows)
    return render_list(request, listing, "lead/people.html", "lead/_people_table.html", **extra)


@page
@admins_only
def person_create(request: AppRequest) -> HttpResponse:
    form = PersonForm(posted(request))
    if not form.is_valid():
        return _form(request, form, None)
    person = services.save_person(form.instance, by=request.user)
    if "invite" in request.POST:
        services.invite([person], by=request.user, at=timezone.now())
    messages.success(request, _("%(person)s was added.") % {"person": person})
    return redirect("lead:people")


@page
@admins_only
@transaction.atomic
def person_edit(request: AppRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = PersonForm(posted(request), instance=person)
    if not form.is_valid():
        return _form(request, form, User.objects.visible_to(request.user).get(pk=pk))
    lock_version(User.objects.editable_by(request.user), pk, form.cleaned_data["version"])
    services.save_person(form.instance, by=request.user)
    undoable(request, _("%(person)s was saved.") % {"person": person})
    return redirect("lead:people")


@require_POST
@admins_only
def person_active(request: AppRequest, pk: int) -> HttpResponse:
    """`active=1` lets the person sign in again, `active=0` shuts the person out at once."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    active = switch_of(request, "active")
    services.set_active([person], active=active, by=request.user)
    text = _("%(person)s may sign in.") if active else _("%(person)s was deactivated.")
    undoable(request, text % {"person": person})
    return redirect("lead:people")


@require_POST
@admins_only
def people_invite(request: AppRequest) -> HttpResponse:
    form = PickForm(request.POST, among=User.objects.visible_to(request.user))
    if not form.is_valid():
        raise BadRequest
    invited = services.invite(form.chosen(), by=request.user, at=timezone.now())
    if not invited:
        messages.warning(request, _("Tick the people whom you want to invite."))
        return redirect("lead:people")
    count = len(invited)
    text = ngettext(
        "%(count)d invitation is on its way.", "%(count)d invitations are on their way.", count
    )
    messages.success(request, text % {"count": count})
    return redirect("lead:people")


def _form(request: AppRequest, form: PersonForm, person: User | None) -> HttpResponse:
    context = {"form": form, "person": person}
    return render(request, "lead/person_form.html", context, status=422 if form.errors else 200)
