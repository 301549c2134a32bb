"""The steps in which an import is prepared: file, columns, details, values."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from crm.common.requests import posted
from crm.common.uploads import takes_files
from exchange import queries, services
from exchange.forms import (
    ColumnsForm,
    DeclareForms,
    DetailsForm,
    MappingFileForm,
    ReadingForm,
    RulesForm,
)
from exchange.models import ImportJob
from exchange.profiling import PATTERNS, thaw
from exchange.rights import may_import
from exchange.views.imports import importers_only
from users.requests import AppRequest

page = require_http_methods(["GET", "POST"])


@page
@importers_only
def import_file(request: AppRequest, pk: int) -> HttpResponse:
    job = _editable(request, pk)
    form = ReadingForm(posted(request), job)
    if not form.is_valid():
        return _file_page(request, job, form, MappingFileForm(None, None, job.kind))
    if form.has_changed():
        services.read_again(job.pk, form.options(), by=request.user, at=timezone.now())
        return redirect("exchange:import_file", job.pk)
    return redirect("exchange:import_columns", job.pk)


@takes_files(may_import)
@require_POST
@importers_only
def import_mapping_load(request: AppRequest, pk: int) -> HttpResponse:
    job = _editable(request, pk)
    form = MappingFileForm(request.POST, request.FILES, job.kind)
    if not form.is_valid():
        return _file_page(request, job, ReadingForm(None, job), form)
    services.take_mapping(job.pk, form.document, by=request.user, at=timezone.now())
    return redirect(job)


@require_POST
@importers_only
def import_suggest(request: AppRequest, pk: int) -> HttpResponse:
    job = _editable(request, pk)
    services.suggest_again(job.pk, by=request.user, at=timezone.now())
    return redirect("exchange:import_columns", job.pk)


@page
@importers_only
def import_columns(request: AppRequest, pk: int) -> HttpResponse:
    job = _editable(request, pk)
    form = ColumnsForm(posted(request), job)
    if not form.is_valid():
        return _step(request, job, "columns", form)
    return _saved(request, job, {"columns": form.columns()}, "exchange:import_details")


@page
@importers_only
def import_details(request: AppRequest, pk: int) -> HttpResponse:
    job = _editable(request, pk)
    form = DetailsForm(posted(request), job)
    if not form.is_valid():
        return _step(request, job, "details", form, patterns=PATTERNS)
    return _saved(request, job, form.sections(), "exchange:import_values")


@page
@importers_only
def import_values(request: AppRequest, pk: int) -> HttpResponse:
    job = _editable(request, pk)
    declared = DeclareForms(posted(request), job, queries.known_names(request.user, job.kind))
    rules = RulesForm(posted(request), job)
    is_right = declared.is_valid() and rules.is_valid()
    if not is_right:
        return _step(request, job, "values", declared, rules=rules)
    sections = {"replace": rules.rules(), **declared.sections()}
    return _saved(request, job, sections, "exchange:import_detail")


def _saved(request: AppRequest, job: ImportJob, sections: dict[str, Any], to: str) -> HttpResponse:
    services.change_mapping(job.pk, sections, by=request.user, at=timezone.now())
    return redirect(to, job.pk)


def _step(request: AppRequest, job: ImportJob, name: str, form: Any, **more: Any) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = {"job": job, "form": form, "step": name, "profile": thaw(job.profile), **more}
    return render(request, f"exchange/import_{name}.html", context, status=status)


def _file_page(
    request: AppRequest, job: ImportJob, form: ReadingForm, mapping_form: MappingFileForm
) -> HttpResponse:
    earlier = services.earlier_mapping(job)
    return _step(request, job, "file", form, mapping_form=mapping_form, earlier=earlier)


def _editable(request: AppRequest, pk: int) -> ImportJob:
    """What runs or ran is refused by the services; its pages are not there any more."""
    jobs = ImportJob.objects.visible_to(request.user)
    return get_object_or_404(jobs.open(), pk=pk)
