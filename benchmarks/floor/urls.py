from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from benchmarks.floor.models import Row

SIZE = 20_000


def rows(request: HttpRequest) -> HttpResponse:
    """25 rows by index, filled up to 20 kB."""
    found = Row.objects.order_by("sort_key", "id")[:25]
    return render(request, "floor.html", {"rows": found, "filling": "." * (SIZE - 3_500)})


def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("", rows), path("healthz", health)]
