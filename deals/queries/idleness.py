"""Which deals are idle, as a condition that an index of open deals answers by itself."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q

from deals.models import Stage


def idle_in(stages: Iterable[Stage], on: date) -> Q:
    """Open deals that are longer in one of these stages than it allows; the same as `idle`."""
    found = Q(stage=None)
    for stage in stages:
        if stage.idle_days is not None:
            found |= Q(stage=stage.pk, stage_since__lt=on - timedelta(days=stage.idle_days))
    return found
