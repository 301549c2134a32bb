"""The search page, the palette, and the record that a page says was opened."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from crm.common.record_keys import key_in
from crm.common.requests import PageRequest
from crm.common.search import queries, registry, services
from crm.common.search.asked import LONGEST_TEXT
from crm.common.search.commands import commands
from crm.common.search.queries import Group

ON_PAGE = 20


@require_GET
def search(request: PageRequest) -> HttpResponse:
    text = _typed(request)
    groups = queries.found(request.user, text, ON_PAGE) if text else _lately(request)
    return render(request, "search/search.html", {"text": text, "groups": groups})


@require_GET
def palette(request: PageRequest) -> HttpResponse:
    """The dialog when it is opened first, then the hits of each text."""
    text = _typed(request)
    groups = queries.found(request.user, text) if text else _lately(request)
    if offered := commands(request.user, text):
        groups = [*groups, Group("commands", _("Commands"), offered)]
    template = "search/_palette_hits.html" if "q" in request.GET else "search/_palette.html"
    best_first = sorted(groups, key=lambda group: -group.best)
    count = sum(len(group.hits) for group in groups)
    return render(request, template, {"text": text, "groups": best_first, "count": count})


@require_POST
def opened(request: PageRequest) -> HttpResponse:
    kind = registry.kind_named(request.POST.get("kind", ""))
    pk = key_in(request.POST.get("pk", ""))
    if kind is None or pk is None:
        raise Http404
    record = get_object_or_404(kind.rows(request.user), pk=pk)
    services.note_opened(request.user, kind.kind, record.pk, at=timezone.now())
    return HttpResponse(status=204)


def _typed(request: PageRequest) -> str:
    return " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST_TEXT]


def _lately(request: PageRequest) -> list[Group]:
    hits = queries.opened_lately(request.user)
    return [Group("opened", _("Opened lately"), hits)] if hits else []
