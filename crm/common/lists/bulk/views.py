"""Doors of bulk edits: what to change, how far it is, what was refused, and large undos."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from crm.common.lists.bulk.declared import BulkEdit, BulkForm
from crm.common.lists.bulk.queries import edit_shown, refusals_table
from crm.common.lists.bulk.services import request_bulk_edit
from crm.common.lists.choosing import Choice, choice_of, form_sent, token_of
from crm.common.lists.declared import RecordList
from crm.common.lists.doors import declared_list
from crm.common.lists.exporting.csv_file import csv_lines
from crm.common.lists.models import BulkJob, UndoJob
from crm.common.lists.waiting import answer_progress, redirect_to
from crm.common.requests import PageRequest, posted
from crm.common.toasts import undoable


@require_http_methods(["GET", "POST"])
def bulk_edit(request: PageRequest, key: str, edit: str) -> HttpResponse:
    record_list = declared_list(key)
    chosen_edit = _edit(record_list, edit, request)
    data = form_sent(request)
    choice = choice_of(record_list, request.user, posted(request) or request.GET)
    form = chosen_edit.form(data, user=request.user)
    if data is None or not form.is_valid():
        return _ask(request, choice, chosen_edit, form)
    token = token_of(data)
    job = request_bulk_edit(choice, chosen_edit, form, token=token, at=timezone.now())
    return _answer(request, job, choice)


@require_GET
def bulk_job(request: PageRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(BulkJob.objects.told_to(request.user), pk=pk)
    context = {"job": job, "shown": edit_shown(job, request.user)}
    return answer_progress(request, job, "lists/bulk_job.html", context)


@require_GET
def bulk_refusals(request: PageRequest, pk: int) -> StreamingHttpResponse:
    """Everything that was refused, with the reasons, as CSV."""
    job = get_object_or_404(BulkJob.objects.told_to(request.user), pk=pk)
    lines = csv_lines(refusals_table(job, request.user))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="refused-{job.pk}.csv"'
    return response


@require_GET
def undo_job(request: PageRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(UndoJob.objects.visible_to(request.user), pk=pk)
    return answer_progress(request, job, "lists/undo_job.html", {"job": job})


def _edit(record_list: RecordList, name: str, request: PageRequest) -> BulkEdit:
    found: BulkEdit | None = next((one for one in record_list.bulk if one.name == name), None)
    if found is None:
        raise Http404
    if not found.allowed(request.user):
        raise PermissionDenied
    return found


def _ask(request: PageRequest, choice: Choice, edit: BulkEdit, form: BulkForm) -> HttpResponse:
    template = "lists/_bulk_form.html" if request.htmx else "lists/bulk_form.html"
    context = {
        "choice": choice,
        "edit": edit,
        "form": form,
        "count": choice.count(),
        "token": token_of(request.POST),
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


def _answer(request: PageRequest, job: BulkJob, choice: Choice) -> HttpResponse:
    if not job.is_over or job.refusals.exists():
        return redirect_to(request, job.get_absolute_url())
    text = ngettext(
        "%(number)s record was changed.", "%(number)s records were changed.", job.changed
    )
    undoable(request, text % {"number": job.changed}, context_id=job.context_id)
    return redirect_to(request, choice.address)
