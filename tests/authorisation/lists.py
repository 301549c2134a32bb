"""Who gets which answer from the doors that all lists share. Bulk edits and exports: work.py."""

from typing import Any

from crm.common.lists.models import SavedView
from tests.authorisation import Row, for_all, own_record
from tests.cast import Cast


def _accounts(cast: Cast) -> list[Any]:
    return ["accounts"]


def _deals(cast: Cast) -> list[Any]:
    return ["deals"]


def _akero(cast: Cast) -> list[Any]:
    return ["accounts", cast.akero.pk]


def _annas(cast: Cast) -> list[Any]:
    view, _made = SavedView.objects.get_or_create(
        name="Mina", list_key="accounts", owner=cast.anna
    )
    return [view.pk]


def _of_team_a(cast: Cast) -> list[Any]:
    view, _made = SavedView.objects.get_or_create(
        name="Lagets", list_key="accounts", owner=cast.anna, team=cast.team_a
    )
    return [view.pk]


def _named(cast: Cast) -> dict[str, Any]:
    return {"name": "Ny", "query": "owner=none"}


def personal(route: str, verb: str, status: int, **more: Any) -> Row:
    """Anna's own view: nobody else's, whatever their rank."""
    return for_all(route, verb, 404, manager=status, args=_annas, **more)


def of_team(route: str, verb: str, status: int, **more: Any) -> Row:
    """A view that Anna shares with her team: seen by all of it, changed by her, heads, Ada."""
    return own_record(route, verb, status, args=_of_team_a, **more)


ROWS: list[Row] = [
    for_all("lists:summary", "GET", 200, args=_deals),
    for_all("lists:summary", "GET", 404, args=_accounts),
    for_all("lists:summary", "GET", 400, args=_deals, query="?unknown=1"),
    for_all("lists:filter", "GET", 200, args=_accounts),
    for_all("lists:filter", "GET", 400, args=_accounts, query="?query=unknown%3D1"),
    for_all("lists:more_filters", "GET", 200, args=_accounts),
    for_all("lists:more_filters", "GET", 400, args=_accounts, query="?unknown=1"),
    own_record("lists:around", "GET", 200, args=_akero),
    for_all("lists:views", "GET", 200, args=_accounts),
    for_all("lists:views", "POST", 302, args=_accounts, data=_named),
    for_all("lists:views", "POST", 422, args=_accounts),
    for_all("lists:pinned", "GET", 200),
    personal("lists:view_open", "GET", 302),
    personal("lists:view_edit", "GET", 200),
    personal("lists:view_edit", "POST", 302, data=_named),
    personal("lists:view_update", "POST", 302, data=_named),
    personal("lists:view_delete", "POST", 302),
    personal("lists:view_pin", "POST", 302, data=lambda cast: {"on": 1}),
    personal("lists:view_default", "POST", 302, data=lambda cast: {"on": 1}),
    of_team("lists:view_open", "GET", 302),
    of_team("lists:view_edit", "GET", 200, reader=403),
    of_team("lists:view_edit", "POST", 302, data=_named),
    of_team("lists:view_update", "POST", 302, data=_named),
    of_team("lists:view_delete", "POST", 302),
    of_team("lists:view_pin", "POST", 302, reader=302, data=lambda cast: {"on": 1}),
]
