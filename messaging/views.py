"""The outbox, for administrators: what was written, to whom, when, and what the mail server
said.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from crm.common.doors import admins_only
from crm.common.hints import hint
from crm.common.lists.listing import list_records, render_list
from messaging import services
from messaging.filters import OutboxFilter
from messaging.models import OutboxAttachment, OutboxAttempt, OutboxMail
from messaging.queries import may_read_content, outbox_health, preview
from users.requests import AppRequest

SORTS = {"written": ("created_at", "pk")}
PREVIEW_POLICY = (
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'"
)
DOWNLOAD_POLICY = "sandbox; default-src 'none'"
V = TypeVar("V", bound=Callable[..., HttpResponse])


def frames_own_pages(view: V) -> V:
    """The page may show other pages of this installation in a frame."""
    return cast("V", csp_update({"frame-src": [SELF]})(cast("Any", view)))


def _readable_mail(request: AppRequest, pk: int) -> OutboxMail:
    mail = get_object_or_404(OutboxMail.objects.visible_to(request.user), pk=pk)
    if not may_read_content(mail):
        raise PermissionDenied
    return mail


@admins_only
@require_GET
def outbox_list(request: AppRequest) -> HttpResponse:
    mails = OutboxMail.objects.visible_to(request.user)
    listing = list_records(request, mails.for_list(), OutboxFilter, SORTS, "-written")
    return render_list(
        request,
        listing,
        "messaging/outbox_list.html",
        "messaging/_outbox_table.html",
        health=outbox_health(mails),
    )


@admins_only
@frames_own_pages
@require_GET
def outbox_detail(request: AppRequest, pk: int) -> HttpResponse:
    mails = OutboxMail.objects.visible_to(request.user).with_context()
    mail = get_object_or_404(mails, pk=pk)
    attempts = OutboxAttempt.objects.visible_to(request.user).filter(mail=mail)
    files = OutboxAttachment.objects.visible_to(request.user).filter(mail=mail)
    context = {
        "mail": mail,
        "readable": may_read_content(mail),
        "attempts": attempts.select_related("by"),
        "files": files.defer("content"),
        "resend": mail.resends.first(),
    }
    return render(request, "messaging/outbox_detail.html", context)


@admins_only
@xframe_options_sameorigin
@require_GET
def outbox_html(request: AppRequest, pk: int) -> HttpResponse:
    """The HTML as the recipient sees it, in a document that can run and load nothing."""
    response = HttpResponse(preview(_readable_mail(request, pk)))
    response["Content-Security-Policy"] = PREVIEW_POLICY
    return response


@admins_only
@require_GET
def outbox_attachment(request: AppRequest, pk: int, file_pk: int) -> HttpResponse:
    """Always a download, whatever the file says it is."""
    mail = _readable_mail(request, pk)
    files = OutboxAttachment.objects.visible_to(request.user)
    file = get_object_or_404(files, pk=file_pk, mail=mail)
    headers = {
        "Content-Disposition": content_disposition_header(True, file.name) or "attachment",  # noqa: FBT003 - Django's
        "Content-Security-Policy": DOWNLOAD_POLICY,
    }
    return HttpResponse(bytes(file.content), content_type=file.content_type, headers=headers)


@admins_only
@require_POST
def outbox_retry(request: AppRequest, pk: int) -> HttpResponse:
    mail = get_object_or_404(OutboxMail.objects.visible_to(request.user), pk=pk)
    services.retry_mail(mail, by=request.user)
    hint("messaging.tasks.send_mail", pk)
    messages.success(request, _("The mail is tried again now."))
    return redirect("messaging:outbox_detail", pk)


@admins_only
@require_POST
def outbox_resolve(request: AppRequest, pk: int) -> HttpResponse:
    """`decision` is `arrived` or `resend`."""
    mail = get_object_or_404(OutboxMail.objects.visible_to(request.user), pk=pk)
    decision = request.POST.get("decision")
    if decision == "arrived":
        services.confirm_arrival(mail, by=request.user)
        messages.success(request, _("The mail counts as sent."))
        return redirect("messaging:outbox_detail", pk)
    if decision == "resend":
        again = services.resend_uncertain(mail, by=request.user)
        hint("messaging.tasks.send_mail", again.pk)
        messages.success(request, _("The mail is sent once more."))
        return redirect("messaging:outbox_detail", again.pk)
    raise BadRequest(_("Say whether the mail arrived or is to be sent again."))
