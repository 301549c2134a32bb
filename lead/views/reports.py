"""The monthly runs: what is written, to whom it goes, and where each mail is."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from crm.common.days import business_day
from crm.common.doors import admins_only, leaders_only
from crm.common.hints import hint
from crm.common.months import previous_month
from crm.common.toasts import undoable
from lead.forms import MonthForm, RunForm
from lead.report_rows import deliveries_of, name_of, progress_of, requests_of, rows_of_month
from lead.switches import switch_of
from reports.services import request_reports, resend
from users.models import User
from users.requests import AppRequest
from users.services import switch_reports

PARAMETERS = frozenset({"month", "show"})
SHOWN = frozenset({"", "not_sent"})


@require_GET
@leaders_only
def report_runs(request: AppRequest) -> HttpResponse:
    form, month, show = _asked(request)
    rows = rows_of_month(request.user, month)
    mails = [reader.is_sent for row in rows for reader in row.readers]
    context = {
        "form": form,
        "month": month,
        "is_over": month <= previous_month(business_day(timezone.now())),
        "rows": [row.only_not_sent() for row in rows] if show else rows,
        "show": show,
        "total": len(mails),
        "sent": sum(mails),
        "progress": progress_of(request.user, month),
    }
    return render(request, "lead/report_runs.html", context)


@require_GET
@leaders_only
def reports_progress(request: AppRequest) -> HttpResponse:
    """What the page above asks for until all is made; then it fetches its rows anew."""
    _form, month, show = _asked(request)
    progress = progress_of(request.user, month)
    context = {"progress": progress, "month": month, "show": show, "renew": progress.is_done}
    return render(request, "lead/_report_progress.html", context)


def _asked(request: AppRequest) -> tuple[MonthForm, date, str]:
    show = request.GET.get("show", "")
    form = MonthForm(request.GET if "month" in request.GET else {"month": _newest()})
    if set(request.GET) - PARAMETERS or show not in SHOWN or not form.is_valid():
        raise BadRequest(_("This list has no filter of this name."))
    return form, form.cleaned_data["month"], show


@require_POST
@leaders_only
def reports_run(request: AppRequest) -> HttpResponse:
    """Ask for one report or all to be written, and with `send` mailed; the worker does it."""
    form = RunForm(request.POST)
    if not form.is_valid():
        raise BadRequest(_("Write the month like 2017-06."))
    month, name, send = (form.cleaned_data[key] for key in ("month", "report", "send"))
    wanted = [
        item for item in requests_of(request.user, month) if name in {"", name_of(item.asked)}
    ]
    if not wanted:
        raise Http404
    reports = request_reports(month, wanted, send=send, at=timezone.now())
    hint("reports.tasks.make_due_reports")
    messages.success(request, _told(len(reports), is_sent=send))
    return _back(month)


@require_POST
@leaders_only
def report_resend(request: AppRequest, pk: int) -> HttpResponse:
    delivery = get_object_or_404(deliveries_of(request.user), pk=pk)
    resend(delivery, at=timezone.now())
    hint("reports.tasks.make_due_reports")
    messages.success(
        request, _("The report is sent again to %(name)s.") % {"name": delivery.recipient}
    )
    return _back(delivery.report.month)


@require_POST
@admins_only
def person_reports(request: AppRequest, pk: int) -> HttpResponse:
    """`on=1` mails the monthly report from this month on, `on=0` stops it."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form, on = MonthForm(request.POST), switch_of(request, "on")
    if not form.is_valid():
        raise BadRequest(_("Write the month like 2017-06."))
    switch_reports([person], on=on, by=request.user, at=timezone.now())
    text = _("%(person)s gets the monthly report.") if on else _("%(person)s gets no report.")
    undoable(request, text % {"person": person})
    return _back(form.cleaned_data["month"])


def _newest() -> str:
    return f"{previous_month(business_day(timezone.now())):%Y-%m}"


def _told(count: int, *, is_sent: bool) -> str:
    if is_sent:
        text = ngettext(
            "%(count)d report is on its way.", "%(count)d reports are on their way.", count
        )
    else:
        text = ngettext(
            "%(count)d report is being written.", "%(count)d reports are being written.", count
        )
    return text % {"count": count}


def _back(month: date) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('lead:report_runs')}?month={month:%Y-%m}")
