"""What board, list and forecast share: one selection of deals, and the tabs between them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.common.lists import registry
from crm.common.lists.declared import select_rows
from deals.filters import DealFilter
from deals.models import DealQuerySet, Outcome, Pipeline
from users.models import User

LIST_ONLY = ("sort", "cursor", "columns", "view", "open_on", "closed_from", "closed_to")
"""What has a meaning in the list only; board and forecast show what is open now."""


@dataclass(frozen=True)
class Tab:
    label: str
    icon: str
    url: str
    is_current: bool


class PipelineFilter(DealFilter):
    """The filter of the list with another bar; what is not on it is kept out of sight."""

    bar = ("owner", "team", "pipeline")

    def hide_the_rest(self, *without: str) -> None:
        for name, field in self.form.fields.items():
            if name not in {"q", *self.bar} or name in without:
                field.widget = field.hidden_widget()


@dataclass(frozen=True)
class Chosen:
    """The deals that an address asks for; `pipeline`: the one in it, else the first."""

    rows: DealQuerySet
    filter: PipelineFilter
    pipelines: Sequence[Pipeline]

    @property
    def pipeline(self) -> Pipeline | None:
        asked: Pipeline | None = self.filter.form.cleaned_data["pipeline"]
        return asked or next(iter(self.pipelines), None)


def choose_deals(user: User, query: QueryDict) -> Chosen:
    """As the list reads the address. Raises BadRequest (400)."""
    pipelines = Pipeline.objects.visible_to(user).order_by("position", "pk")
    record_list = replace(registry.get("deals"), filter_class=PipelineFilter)
    selection = select_rows(record_list, user, query)
    chosen = Chosen(
        cast(DealQuerySet, selection.rows), cast(PipelineFilter, selection.filter), list(pipelines)
    )
    chosen.filter.hide_the_rest(*(["pipeline"] if len(chosen.pipelines) < 2 else []))
    return chosen


def narrowing(query: QueryDict, *without: str) -> str:
    """The filters that all three understand, without the named ones, for an address."""
    kept = query.copy()
    for name in (*LIST_ONLY, "outcome", *without):
        kept.pop(name, None)
    return kept.urlencode()


def list_url(query: QueryDict, **filters: object) -> str:
    """The list of the open deals among those that the query asks for, narrowed further."""
    more = urlencode({"outcome": Outcome.OPEN.value, **filters})
    return f"{reverse('deals:deal_list')}?{_joined(more, narrowing(query, *filters))}"


def tabs(query: QueryDict, current: str) -> list[Tab]:
    """`current`: the name of the route. The list opens with what is open, unless it says else."""
    kept = narrowing(query)
    addresses = {
        "deals:board": (_("Board"), "layout-kanban", kept),
        "deals:deal_list": (_("List"), "list", _joined("outcome=open", kept)),
        "deals:forecast": (_("Forecast"), "chart-bar", kept),
    }
    return [
        Tab(label, icon, _joined(reverse(route), asked, by="?"), route == current)
        for route, (label, icon, asked) in addresses.items()
    ]


def _joined(*parts: str, by: str = "&") -> str:
    return by.join(part for part in parts if part)
