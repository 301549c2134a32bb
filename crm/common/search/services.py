"""Remembers what a person opened."""

from datetime import datetime
from typing import Any

from django.db import transaction

from crm.common.search.models import Opened

REMEMBERED = 40


@transaction.atomic
def note_opened(user: Any, kind: str, pk: int, *, at: datetime) -> None:
    """The newest REMEMBERED records of a person are kept."""
    Opened.objects.bulk_create(
        [Opened(user=user, kind=kind, object_id=pk, opened_at=at)],
        update_conflicts=True,
        unique_fields=["user", "kind", "object_id"],
        update_fields=["opened_at"],
    )
    own = Opened.objects.filter(user=user)
    kept = own.order_by("-opened_at", "-pk").values("pk")[:REMEMBERED]
    own.exclude(pk__in=kept).delete()
