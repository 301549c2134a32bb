"""What one asked for that takes, or took, a while: the way back to its pages."""

from itertools import chain
from operator import attrgetter

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from crm.common.lists.models import BulkJob, ExportJob, UndoJob
from crm.common.requests import PageRequest

SHOWN = 30


@require_GET
def work_list(request: PageRequest) -> HttpResponse:
    user = request.user
    kinds = (BulkJob, UndoJob, ExportJob)
    newest = (model.objects.told_to(user).order_by("-pk")[:SHOWN] for model in kinds)
    found = chain.from_iterable(newest)
    work = sorted(found, key=attrgetter("created_at"), reverse=True)[:SHOWN]
    return render(request, "lists/work_list.html", {"work": work})
