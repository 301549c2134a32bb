"""Doors of exports: which format, how far it is, and the file for whoever asked for it."""

from django.core.exceptions import BadRequest
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from crm.common import files
from crm.common.lists.choosing import choice_of, form_sent
from crm.common.lists.doors import declared_list
from crm.common.lists.exporting.services import (
    file_name,
    refuse_lost_sight,
    request_export,
    small_export,
)
from crm.common.lists.models import ExportFormat, ExportJob
from crm.common.lists.waiting import answer_progress, redirect_to
from crm.common.requests import PageRequest, posted


@require_http_methods(["GET", "POST"])
def export(request: PageRequest, key: str) -> HttpResponse | FileResponse:
    data = form_sent(request)
    choice = choice_of(declared_list(key), request.user, posted(request) or request.GET)
    if data is None:
        template = "lists/_export_form.html" if request.htmx else "lists/export_form.html"
        return render(request, template, {"choice": choice, "count": choice.count()})
    kind = str(data.get("format", ""))
    if kind not in ExportFormat.values:
        raise BadRequest(_("Exports are made as CSV or Excel."))
    now = timezone.now()
    job = request_export(choice, ExportFormat(kind), at=now)
    if not job.is_over:
        return redirect_to(request, job.get_absolute_url())
    return files.attachment(small_export(choice, job), file_name(job, now))


@require_GET
def export_job(request: PageRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(ExportJob.objects.told_to(request.user), pk=pk)
    return answer_progress(request, job, "lists/export_job.html", {})


@require_GET
def export_file(request: PageRequest, pk: int) -> FileResponse:
    """Only for the person who asked, and only while all of it may still be seen."""
    own = ExportJob.objects.visible_to(request.user)
    job = get_object_or_404(own.downloadable(), pk=pk)
    refuse_lost_sight(job)
    return files.download(job.file_key, job.file_name)
