"""The record before and the one after, in the list that a person came from."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404

from crm.common.keyset import neighbours
from crm.common.lists.declared import COUNTED, Selection
from crm.common.lists.pages import record_url, trail_of


@dataclass(frozen=True)
class Around:
    """`position` of `total` where both are counted, else 0. Empty addresses: there is none."""

    before: str
    after: str
    position: int
    total: int


def around(selection: Selection, pk: int) -> Around:
    """Found by the record's own values, so it costs the same anywhere in a list of any length.

    The record may have left the list since. Raises Http404 for what the reader does not see.
    """
    record = selection.unfiltered().sortable().filter(pk=pk).first()
    if record is None:
        raise Http404
    rows = selection.sortable()
    found = neighbours(rows, selection.order, record, COUNTED)
    total = selection.count()
    counted = total <= COUNTED and rows.filter(pk=pk).exists()
    return Around(
        before=_url(found.before, selection),
        after=_url(found.after, selection),
        position=found.passed + 1 if counted else 0,
        total=total,
    )


def _url(record: Any, selection: Selection) -> str:
    return record_url(record, trail_of(selection)) if record else ""
