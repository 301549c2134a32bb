"""Imports as a list, each with its report, and what one may ask of it."""

import json

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.common.doors import allowed_to
from crm.common.files import clean_name
from crm.common.requests import posted
from crm.common.uploads import MAX_UPLOAD, takes_files
from exchange import queries, services
from exchange.forms import ProblemsForm, UploadForm
from exchange.models import ImportJob
from exchange.problem_table import problem_table
from exchange.rights import may_import
from users.requests import AppRequest

importers_only = allowed_to(may_import)


@require_GET
@importers_only
def import_list(request: AppRequest) -> HttpResponse:
    page = queries.import_page(request.user, request.GET.get("cursor", ""))
    return render(request, "exchange/import_list.html", {"page": page})


@takes_files(may_import)
@require_http_methods(["GET", "POST"])
@importers_only
def import_create(request: AppRequest) -> HttpResponse:
    form = UploadForm(posted(request), request.FILES if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"form": form, "limit": MAX_UPLOAD}
        return render(request, "exchange/import_upload.html", context, status=status)
    upload, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
    at = timezone.now()
    job = services.create_import(upload.keep(), upload.name, kind, by=request.user, at=at)
    return redirect("exchange:import_file", job.pk)


@require_GET
@importers_only
def import_detail(request: AppRequest, pk: int) -> HttpResponse:
    job = _found(request, pk)
    context = {
        "job": job,
        "faults": queries.faults_in_mapping(job),
        "problems": ProblemsForm(None, job),
        "choices": queries.choices_for(request.user, job) if job.may_be_edited else [],
    }
    return render(request, "exchange/import_detail.html", context)


@require_GET
@importers_only
def import_progress(request: AppRequest, pk: int) -> HttpResponse:
    """Asked every second while a worker is at it; at the end the page is shown anew."""
    job = _found(request, pk)
    response = render(request, "exchange/_import_progress.html", {"job": job})
    if not job.is_running:
        response.headers["HX-Redirect"] = job.get_absolute_url()
    return response


@require_POST
@importers_only
def import_check(request: AppRequest, pk: int) -> HttpResponse:
    job = _found(request, pk)
    return redirect(services.ask_for_check(job.pk, by=request.user, at=timezone.now()))


@require_POST
@importers_only
def import_commit(request: AppRequest, pk: int) -> HttpResponse:
    job = _found(request, pk)
    return redirect(services.ask_for_import(job.pk, by=request.user, at=timezone.now()))


@require_POST
@importers_only
def import_undo(request: AppRequest, pk: int) -> HttpResponse:
    job = _found(request, pk)
    return redirect(services.ask_for_undo(job.pk, by=request.user, at=timezone.now()))


@require_POST
@importers_only
def import_cancel(request: AppRequest, pk: int) -> HttpResponse:
    job = _found(request, pk)
    services.cancel_import(job.pk, by=request.user, at=timezone.now())
    return redirect("exchange:import_list")


@require_POST
@importers_only
def import_replace(request: AppRequest, pk: int) -> HttpResponse:
    """Take the values chosen beside the problems, and try again at once."""
    job = _found(request, pk)
    form = ProblemsForm(request.POST, job)
    if not form.is_valid():
        context = {"job": job, "problems": form, "choices": queries.choices_for(request.user, job)}
        return render(request, "exchange/import_detail.html", context, status=422)
    at = timezone.now()
    services.add_replacements(job.pk, form.rules(), by=request.user, at=at)
    return redirect(services.ask_for_check(job.pk, by=request.user, at=at))


@require_GET
@importers_only
def import_problems(request: AppRequest, pk: int) -> HttpResponse:
    job = _found(request, pk)
    name = clean_name(f"{_('problems')}-{job.file_name}.csv")
    return _attachment(problem_table(job), "text/csv; charset=utf-8", name)


@require_GET
@importers_only
def import_mapping(request: AppRequest, pk: int) -> HttpResponse:
    """The mapping as a file, as the command line takes it."""
    job = _found(request, pk)
    text = json.dumps(job.mapping, ensure_ascii=False, indent=2) + "\n"
    return _attachment(text, "application/json", f"{job.kind}.json")


def _attachment(text: str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=content_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def _found(request: AppRequest, pk: int) -> ImportJob:
    return get_object_or_404(ImportJob.objects.visible_to(request.user), pk=pk)
