"""Pages of contacts."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.facts import contact_facts
from accounts.forms import ContactForms
from accounts.models import Account, Contact
from accounts.queries import places_of
from accounts.services import create_contact, delete_contacts, update_contact
from crm.common.doors import require_editable, writers_only
from crm.common.lists.pages import show_list
from crm.common.models import Route
from crm.common.record_keys import key_in
from crm.common.toasts import undoable
from users.requests import AppRequest

FORM = "accounts/contact_form.html"


@require_GET
def contact_list(request: AppRequest) -> HttpResponse:
    return show_list(request, "contacts", "accounts/contact_list.html")


@require_GET
def contact_detail(request: AppRequest, pk: int) -> HttpResponse:
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=pk)
    context = {
        "contact": contact,
        "facts": contact_facts(contact),
        "places": places_of(request.user, contact),
        "addresses": contact.points.used_first(),
        "may_edit": Contact.objects.editable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "accounts/contact_detail.html", context)


@require_http_methods(["GET", "POST"])
@writers_only
def contact_create(request: AppRequest) -> HttpResponse:
    account = _account_in_address(request)
    forms = ContactForms(request.user, _data(request), account=account)
    if _wants_rows(request) or not forms.is_valid():
        return _form_page(request, forms, {"account": account})
    contact = create_contact(
        forms.contact.values(),
        forms.parts(),
        by=request.user,
        at=timezone.now(),
        route=Route.PAGE,
    )
    text = _("“%(contact)s” was added.") % {"contact": contact}
    undoable(request, text, back="accounts:contact_list")
    return redirect(contact)


@require_http_methods(["GET", "POST"])
def contact_edit(request: AppRequest, pk: int) -> HttpResponse:
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=pk)
    require_editable(request.user, contact)
    forms = ContactForms(request.user, _data(request), contact)
    if _wants_rows(request) or not forms.is_valid():
        return _form_page(
            request, forms, {"contact": Contact.objects.visible_to(request.user).get(pk=pk)}
        )
    version = forms.contact.cleaned_data["version"]
    saved = update_contact(pk, version, forms.contact.values(), forms.parts(), by=request.user)
    undoable(request, _("“%(contact)s” was saved.") % {"contact": saved})
    return redirect(saved)


@require_POST
def contact_delete(request: AppRequest, pk: int) -> HttpResponse:
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=pk)
    require_editable(request.user, contact)
    delete_contacts([pk], by=request.user, at=timezone.now(), route=Route.PAGE)
    undoable(request, _("“%(contact)s” was deleted.") % {"contact": contact})
    return redirect("accounts:contact_list")


def _data(request: AppRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _wants_rows(request: AppRequest) -> bool:
    """The button for more empty rows was pressed: nothing is to be saved yet."""
    return "more" in request.POST


def _account_in_address(request: AppRequest) -> Account | None:
    """`?account=42`, from the button on an account's page."""
    pk = key_in(request.GET.get("account", ""))
    return get_object_or_404(Account.objects.editable_by(request.user), pk=pk) if pk else None


def _form_page(
    request: AppRequest, forms: ContactForms, context: dict[str, object]
) -> HttpResponse:
    refused = request.method == "POST" and not _wants_rows(request)
    return render(request, FORM, {"forms": forms, **context}, status=422 if refused else 200)
