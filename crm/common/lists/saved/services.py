"""Changes to views. All but pins and the default can be undone."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from crm.common.errors import BusinessRuleError
from crm.common.lists.models import DefaultView, PinnedView, SavedView
from crm.common.lists.models.views import LONGEST_QUERY
from crm.common.lists.saved.queries import MOST_PINS


@transaction.atomic
def save_view(view: SavedView, *, query: str, by: Any, pin: bool) -> SavedView:
    """A new view of `view.list_key`, pinned for its maker if asked for."""
    view.owner, view.query = by, _short_enough(query)
    view.save()
    if pin:
        pin_view(view, by=by)
    return view


@transaction.atomic
def update_view(view: SavedView, *, query: str) -> SavedView:
    """The view shows from now on what `query` shows."""
    locked = SavedView.objects.select_for_update().get(pk=view.pk)
    locked.query = _short_enough(query)
    locked.save(update_fields=["query"])
    return locked


@transaction.atomic
def rename_view(view: SavedView) -> SavedView:
    """Saves the name and the team of the form's view."""
    view.save(update_fields=["name", "team"])
    return view


def delete_view(view: SavedView, *, at: datetime) -> None:
    SavedView.objects.filter(pk=view.pk).update(deleted_at=at)


@transaction.atomic
def pin_view(view: SavedView, *, by: Any) -> None:
    """Last in the side bar. Raises BusinessRuleError when that is full."""
    pins = PinnedView.objects.filter(user=by)
    if pins.filter(view=view).exists():
        return
    if pins.filter(view__deleted_at=None).count() >= MOST_PINS:
        raise BusinessRuleError(_("Ten views are pinned already. Take one off first."))
    last = pins.aggregate(last=Max("position"))["last"] or 0
    PinnedView.objects.get_or_create(user=by, view=view, defaults={"position": last + 1})


def unpin_view(view: SavedView, *, by: Any) -> None:
    PinnedView.objects.filter(user=by, view=view).delete()


@transaction.atomic
def move_pin(view: SavedView, step: int, *, by: Any) -> None:
    """One place up (-1) or down (1) among the person's pins."""
    pins = list(PinnedView.objects.select_for_update().filter(user=by, view__deleted_at=None))
    at = next((index for index, pin in enumerate(pins) if pin.view_id == view.pk), None)
    if at is None or not 0 <= at + step < len(pins):
        return
    pins[at], pins[at + step] = pins[at + step], pins[at]
    for position, pin in enumerate(pins, start=1):
        pin.position = position
    PinnedView.objects.bulk_update(pins, ["position"])


@transaction.atomic
def set_default(view: SavedView, *, by: Any, on: bool) -> None:
    """The menu opens the list with this view for this person, or no longer does."""
    own = DefaultView.objects.filter(user=by, list_key=view.list_key)
    if on:
        DefaultView.objects.update_or_create(
            user=by, list_key=view.list_key, defaults={"view": view}
        )
    else:
        own.filter(view=view).delete()


def _short_enough(query: str) -> str:
    if len(query) > LONGEST_QUERY:
        raise BusinessRuleError(_("These conditions are too long to be kept."))
    return query
