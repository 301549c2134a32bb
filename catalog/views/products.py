"""Pages of products."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog.forms import ProductForm
from catalog.models import Product
from catalog.services import (
    ProductValues,
    create_product,
    delete_products,
    named_category,
    update_product,
)
from crm.common.doors import leaders_only
from crm.common.lists.pages import show_list
from crm.common.toasts import undoable
from users.requests import AppRequest

FORM = "catalog/product_form.html"


@require_GET
def product_list(request: AppRequest) -> HttpResponse:
    return show_list(request, "products", "catalog/product_list.html")


@require_GET
def product_detail(request: AppRequest, pk: int) -> HttpResponse:
    rows = Product.objects.visible_to(request.user).select_related("category")
    product = get_object_or_404(rows, pk=pk)
    return render(request, "catalog/product_detail.html", {"product": product})


@require_http_methods(["GET", "POST"])
@leaders_only
def product_create(request: AppRequest) -> HttpResponse:
    form = ProductForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, FORM, {"form": form}, status=422 if form.errors else 200)
    product = create_product(_values(form))
    text = _("“%(product)s” was added.") % {"product": product}
    undoable(request, text, back="catalog:product_list")
    return redirect(product)


@require_http_methods(["GET", "POST"])
@leaders_only
def product_edit(request: AppRequest, pk: int) -> HttpResponse:
    product = get_object_or_404(Product.objects.visible_to(request.user), pk=pk)
    title = str(product)
    form = ProductForm(request.POST if request.method == "POST" else None, instance=product)
    if not form.is_valid():
        context = {"form": form, "product": product, "name": title}
        return render(request, FORM, context, status=422 if form.errors else 200)
    version = form.cleaned_data["version"]
    saved = update_product(pk, version, _values(form), by=request.user)
    undoable(request, _("“%(product)s” was saved.") % {"product": saved})
    return redirect(saved)


@require_POST
@leaders_only
def product_delete(request: AppRequest, pk: int) -> HttpResponse:
    product = get_object_or_404(Product.objects.visible_to(request.user), pk=pk)
    delete_products([pk], by=request.user, at=timezone.now())
    undoable(request, _("“%(product)s” was deleted.") % {"product": product})
    return redirect("catalog:product_list")


def _values(form: ProductForm) -> ProductValues:
    values = form.values()
    if name := form.cleaned_data["new_category"]:
        values["category"] = named_category(name)
    return values
