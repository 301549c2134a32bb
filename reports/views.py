"""Pages of the monthly report."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm.common.days import business_day
from crm.common.formats import format_month
from crm.common.keyset import page
from crm.common.months import add_months, first_day
from crm.common.search.queries import opened_lately as lately
from reports import addresses, home_words, services
from reports.access import Shown, find_report, own_report
from reports.first_steps import first_steps
from reports.forms import CommentForm
from reports.home import FEW, home_of, shows_owner, waiting_page
from reports.models import MonthlyReport
from reports.pages import monthly_page
from reports.pdf import monthly_pdf as draw_pdf
from reports.presentation import present
from reports.records import records_behind
from users.requests import AppRequest

PARAMETERS = frozenset({"user", "edition", "figure", "cursor"})


def _shown(request: AppRequest, month: date) -> Shown:
    unknown = set(request.GET) - PARAMETERS
    if unknown:
        raise BadRequest(_("Unknown parameter: %(name)s.") % {"name": ", ".join(sorted(unknown))})
    email, edition = request.GET.get("user", ""), request.GET.get("edition", "")
    return find_report(request.user, month, email, edition)


@require_GET
def index(request: AppRequest) -> HttpResponse:
    """The frozen reports one may read, newest month first, and the preview of this month."""
    reports = MonthlyReport.objects.visible_to(request.user).frozen().select_related("subject")
    context = {
        "page": page(reports, ["-month", "pk"], request.GET.get("cursor", ""), size=50),
        "own": own_report(request.user),
        "this_month": first_day(business_day(timezone.now())),
    }
    return render(request, "reports/index.html", context)


@require_GET
def monthly(request: AppRequest, month: date) -> HttpResponse:
    shown = _shown(request, month)
    form = CommentForm(initial={"text": _comment_of(shown, request)})
    return _monthly_page(request, shown, form)


def _monthly_page(request: AppRequest, shown: Shown, form: CommentForm) -> HttpResponse:
    language, asked = get_language() or "en", shown.asked
    content = services.content_of(shown.report)
    following = add_months(shown.month, 1)
    has_next = following <= first_day(business_day(timezone.now()))
    previous = add_months(shown.month, -1)
    context = {
        "page": monthly_page(content, language=language, zone=request.user.zone),
        "previous_url": addresses.report_url(previous, asked.edition, asked.user),
        "next_url": addresses.report_url(following, asked.edition, asked.user) if has_next else "",
        "next_name": format_month(following, language),
        "pdf_url": _url(shown, "monthly_pdf"),
        "comment_form": form if shown.takes_comment_of(request.user) else None,
        "comment_url": _url(shown, "monthly_comment"),
    }
    return render(request, "reports/monthly.html", context)


def _url(shown: Shown, page: str) -> str:
    return addresses.report_url(shown.month, shown.asked.edition, shown.asked.user, page)


def _comment_of(shown: Shown, request: AppRequest) -> str:
    report = shown.report
    own = shown.takes_comment_of(request.user) == "own"
    return report.manager_comment if own else report.head_comment


@require_GET
def monthly_pdf(request: AppRequest, month: date) -> HttpResponse:
    shown = _shown(request, month)
    content, language = services.content_of(shown.report), get_language() or "en"
    zone, site = request.user.zone, addresses.site_url()
    pdf = draw_pdf(content, language=language, zone=zone, base_url=site)
    name = f"report-{month:%Y-%m}-{shown.asked.edition.value}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_GET
def monthly_records(request: AppRequest, month: date) -> HttpResponse:
    """The deals behind one figure: what each added to it, and how it stands today."""
    shown = _shown(request, month)
    behind = records_behind(shown.report, shown.asked, request.GET.get("figure", ""))
    page, rows = behind.page(request.user, request.GET.get("cursor", ""))
    content = services.content_of(shown.report)
    context = {
        "behind": behind,
        "title": behind.title,
        "rows": rows,
        "page": page,
        "report": present(content, language=get_language() or "en", zone=request.user.zone),
        "report_url": _url(shown, "monthly"),
        "frozen": shown.report.frozen_at is not None,
    }
    template = "reports/_records_table.html" if request.htmx else "reports/monthly_records.html"
    return render(request, template, context)


@require_POST
def monthly_comment(request: AppRequest, month: date) -> HttpResponse:
    """The comment of the one reported on (until the report is sent) or of a head above."""
    shown = _shown(request, month)
    kind = shown.takes_comment_of(request.user)
    if not kind:
        raise PermissionDenied
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _monthly_page(request, shown, form)
    write = services.comment_as_subject if kind == "own" else services.comment_as_head
    write(month, shown.asked, form.cleaned_data["text"], by=request.user, at=timezone.now())
    messages.success(request, _("The comment is saved."))
    return HttpResponseRedirect(_url(shown, "monthly"))


@require_GET
def home(request: AppRequest) -> HttpResponse:
    now, language = timezone.now(), get_language() or "en"
    shown = home_of(request.user, now)
    context = {
        "home": shown,
        "greeting": home_words.greeting(request.user, now),
        "day": home_words.day_text(request.user, now, language),
        "figures": home_words.figures(request.user, shown, language),
        "items": home_words.next_items(shown.waiting),
        "stages": home_words.stage_items(request.user, shown, language),
    }
    if not shown.has_deals:
        context["steps"] = first_steps(request.user)
    return render(request, "reports/home.html", context)


@require_GET
def do_next(request: AppRequest) -> HttpResponse:
    """All deals that wait for a decision, those longest first."""
    if unknown := set(request.GET) - {"cursor"}:
        raise BadRequest(_("Unknown parameter: %(name)s.") % {"name": ", ".join(sorted(unknown))})
    today = business_day(timezone.now())
    page, waiting = waiting_page(request.user, today, request.GET.get("cursor", ""))
    context = {
        "page": page,
        "items": home_words.next_items(waiting),
        "shows_owner": shows_owner(request.user),
    }
    template = "reports/_home_next.html" if request.htmx else "reports/home_next.html"
    return render(request, template, context)


@require_GET
def opened_lately(request: AppRequest) -> HttpResponse:
    """A card of the home page that asks for itself when the page is there."""
    return render(request, "reports/_home_opened.html", {"hits": lately(request.user, FEW)})
