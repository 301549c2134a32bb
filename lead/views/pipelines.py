"""Pipelines and their stages."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from crm.common.doors import leaders_only
from crm.common.requests import posted
from crm.common.toasts import undoable
from deals.models import Pipeline
from deals.services import save_pipeline
from lead.forms import PipelineForms
from lead.queries import pipelines_with_stages
from users.requests import AppRequest

page = require_http_methods(["GET", "POST"])


@require_GET
@leaders_only
def pipelines(request: AppRequest) -> HttpResponse:
    context = {"pipelines": pipelines_with_stages(request.user)}
    return render(request, "lead/pipelines.html", context)


@page
@leaders_only
def pipeline_create(request: AppRequest) -> HttpResponse:
    return _save(request, None)


@page
@leaders_only
def pipeline_edit(request: AppRequest, pk: int) -> HttpResponse:
    return _save(request, get_object_or_404(Pipeline.objects.visible_to(request.user), pk=pk))


def _save(request: AppRequest, pipeline: Pipeline | None) -> HttpResponse:
    forms = PipelineForms(posted(request), pipeline)
    if not (forms.is_bound and forms.is_valid()):
        context = {"forms": forms, "pipeline": pipeline}
        status = 422 if forms.is_bound else 200
        return render(request, "lead/pipeline_form.html", context, status=status)
    name, edition = forms.name.cleaned_data["name"], forms.name.cleaned_data["edition"]
    saved = save_pipeline(pipeline, name, forms.stages(), by=request.user, edition=edition)
    undoable(request, _("“%(pipeline)s” was saved.") % {"pipeline": saved})
    return redirect("lead:pipelines")
