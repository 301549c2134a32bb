"""The list of categories, which heads and administrators keep."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog.forms import CategoryForm
from catalog.models import Category
from catalog.queries import categories_with_counts
from catalog.services import delete_category, named_category, rename_category
from crm.common.doors import leaders_only
from crm.common.toasts import undoable
from users.requests import AppRequest


@require_GET
def category_list(request: AppRequest) -> HttpResponse:
    context = {"categories": categories_with_counts(request.user)}
    return render(request, "catalog/category_list.html", context)


@require_http_methods(["GET", "POST"])
@leaders_only
def category_create(request: AppRequest) -> HttpResponse:
    form = CategoryForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _form_page(request, form)
    category = named_category(form.cleaned_data["name"])
    undoable(request, _("“%(category)s” was added.") % {"category": category})
    return redirect("catalog:category_list")


@require_http_methods(["GET", "POST"])
@leaders_only
def category_edit(request: AppRequest, pk: int) -> HttpResponse:
    category = get_object_or_404(Category.objects.visible_to(request.user), pk=pk)
    form = CategoryForm(request.POST if request.method == "POST" else None, instance=category)
    if not form.is_valid():
        return _form_page(request, form)
    values = form.cleaned_data
    saved = rename_category(pk, values["version"], values["name"], by=request.user)
    undoable(request, _("“%(category)s” was saved.") % {"category": saved})
    return redirect("catalog:category_list")


@require_POST
@leaders_only
def category_delete(request: AppRequest, pk: int) -> HttpResponse:
    category = get_object_or_404(Category.objects.visible_to(request.user), pk=pk)
    delete_category(category, at=timezone.now())
    undoable(request, _("“%(category)s” was deleted.") % {"category": category})
    return redirect("catalog:category_list")


def _form_page(request: AppRequest, form: CategoryForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "catalog/category_form.html", {"form": form}, status=status)
