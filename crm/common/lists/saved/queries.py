"""What a person has kept of a list, and how many records that is now."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.translation import gettext as _

from crm.common.lists import registry
from crm.common.lists.declared import RecordList, select_rows
from crm.common.lists.models import DefaultView, PinnedView, SavedView
from crm.common.record_keys import key_in

DEFAULT = "default"
MOST_PINS = 10
COUNTED = 99
PINNED = """
    SELECT view.* FROM lists_pinnedview pin JOIN lists_savedview view ON view.id = pin.view_id
    WHERE pin.user_id = %s AND view.deleted_at IS NULL
    ORDER BY pin.position, pin.id LIMIT %s
"""
"""Each page asks this, most often for nothing; Django takes four times as long to write it."""
PASSING = ("cursor", "view", "in")
"""What is no part of a view: the page, the view one came from, the list of a record."""


@dataclass(frozen=True)
class ShownView:
    """A view in the list of views; what the reader may do to it."""

    view: SavedView
    is_own: bool
    is_pinned: bool
    is_default: bool
    may_edit: bool


@dataclass(frozen=True)
class OpenView:
    """The view that a list was opened with; `may_be_updated` when the list shows something else by
    now and the view is the reader's to change.
    """

    view: SavedView
    may_be_updated: bool


@dataclass(frozen=True)
class Pin:
    """`count` is empty until it is asked for, or where the view no longer fits its list."""

    view: SavedView
    count: str = ""


def kept_query(query: QueryDict) -> str:
    """The address as a view keeps it; the same choices always read the same."""
    pairs = [(name, value) for name, values in query.lists() for value in values if value]
    kept = QueryDict(mutable=True)
    for name, value in sorted(pair for pair in pairs if pair[0] not in PASSING):
        kept.appendlist(name, value)
    return kept.urlencode()


def views_of(user: Any, key: str) -> list[ShownView]:
    rows = SavedView.objects.visible_to(user).of_list(key).personal_first(user)
    found = list(rows.select_related("team"))
    editable = set(SavedView.objects.editable_by(user).of_list(key).values_list("pk", flat=True))
    pinned = set(PinnedView.objects.filter(user=user).values_list("view", flat=True))
    default = default_view(user, key)
    return [
        ShownView(
            view,
            is_own=view.owner_id == user.pk,
            is_pinned=view.pk in pinned,
            is_default=default is not None and view.pk == default.pk,
            may_edit=view.pk in editable,
        )
        for view in found
    ]


def default_view(user: Any, key: str) -> SavedView | None:
    """What the menu opens the list with, if the user still sees it."""
    chosen = DefaultView.objects.filter(user=user, list_key=key).values("view")
    return SavedView.objects.visible_to(user).filter(pk__in=chosen).first()


def open_view(user: Any, query: QueryDict) -> OpenView | None:
    """The view that the address names, where the user sees it; its id is no more than a hint.

    Raises BadRequest for what is no id at all.
    """
    named = query.get("view", "")
    if named in {"", DEFAULT}:
        return None
    pk = key_in(named)
    if pk is None:
        raise BadRequest(_("There is no such view."))
    view = SavedView.objects.visible_to(user).filter(pk=pk).first()
    if view is None:
        return None
    changed = kept_query(query) != view.query
    may = changed and SavedView.objects.editable_by(user).filter(pk=view.pk).exists()
    return OpenView(view, may)


def pins_of(user: Any) -> list[Pin]:
    """What stands in the side bar; teams are asked about only where a view is somebody else's."""
    views = list(SavedView.objects.raw(PINNED, [user.pk, MOST_PINS]))
    foreign = [view.pk for view in views if view.owner_id != user.pk]
    hidden = set(foreign)
    if foreign:
        seen = SavedView.objects.visible_to(user).filter(pk__in=foreign)
        hidden -= set(seen.values_list("pk", flat=True))
    known = {record_list.key for record_list in registry.every()}
    return [Pin(view) for view in views if view.pk not in hidden and view.list_key in known]


def counted_pins(user: Any) -> list[Pin]:
    return [Pin(pin.view, _count(user, pin.view)) for pin in pins_of(user)]


def _count(user: Any, view: SavedView) -> str:
    try:
        selection = select_rows(registry.get(view.list_key), user, QueryDict(view.query))
    except BadRequest:
        return ""
    count = selection.count(COUNTED)
    return f"{COUNTED}+" if count > COUNTED else str(count)


def address(record_list: RecordList, view: SavedView, query: QueryDict) -> str:
    """The list as `query` has it, under the name of the view."""
    asked = query.copy()
    asked["view"] = str(view.pk)
    return f"{record_list.url}?{asked.urlencode()}"


def teams_to_share_with(user: Any) -> Any:
    """One's own team and those one looks after; none for those who only read."""
    teams: Any = SavedView._meta.get_field("team").related_model
    if not user.may_write:
        return teams.objects.none()
    rows = teams.objects.visible_to(user).order_by("sort_key", "pk")
    return rows if user.is_admin else rows.filter(pk__in=[user.team_id, *user.overseen_team_ids])
