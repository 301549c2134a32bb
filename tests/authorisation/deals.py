"""Who gets which answer from the pipeline and from deals."""

from typing import Any

from django.utils import timezone

from crm.common.days import business_day
from deals.models import Deal, Pipeline
from tests.authorisation import Row, for_all, leaders, own_record
from tests.cast import Cast


def _akero(cast: Cast) -> list[Any]:
    return [cast.akero_deal.pk]


def _reads_along(cast: Cast) -> list[Any]:
    """Bea's deal on Anna's account: Anna and her line see it and may not change it."""
    Deal.objects.filter(pk=cast.akero_deal.pk).update(owner=cast.bea)
    return [cast.akero_deal.pk]


def _values(cast: Cast) -> dict[str, Any]:
    return {
        "name": "Åkerö utökning",
        "account": cast.akero.name,
        "owner": cast.anna.pk,
        "stage": cast.qualify.pk,
        "currency": "SEK",
        "value": "1000",
        "version": cast.akero_deal.version,
        "lines-TOTAL_FORMS": 0,
        "lines-INITIAL_FORMS": 0,
    }


def _won(cast: Cast) -> dict[str, Any]:
    return {"to": cast.won.pk, "on": business_day(timezone.now()).isoformat()}


def _no_pipeline(cast: Cast) -> list[Any]:
    Pipeline.objects.update(deleted_at=timezone.now())
    return []


ROWS: list[Row] = [
    for_all("deals:board", "GET", 200),
    for_all("deals:board", "GET", 400, query="?unknown=1"),
    for_all("deals:forecast", "GET", 200),
    for_all("deals:forecast", "GET", 200, query="?by=owner"),
    for_all("deals:forecast", "GET", 400, query="?unknown=1"),
    for_all("deals:forecast", "GET", 400, query="?by=month"),
    leaders("deals:standard_pipeline", "POST", 302, args=_no_pipeline),
    for_all("deals:deal_list", "GET", 200),
    for_all("deals:deal_list", "GET", 400, query="?unknown=1"),
    for_all("deals:deal_list", "GET", 400, query="?open_on=2026-13-01"),
    for_all("deals:deal_list", "GET", 400, query="?sort=password"),
    for_all("deals:deal_create", "GET", 200, reader=403),
    for_all(
        "deals:deal_create",
        "POST",
        422,
        manager=302,
        head=302,
        admin=302,
        reader=403,
        data=_values,
    ),
    own_record("deals:deal_detail", "GET", 200, args=_akero),
    own_record("deals:deal_edit", "GET", 200, reader=403, args=_akero),
    own_record("deals:deal_edit", "POST", 302, args=_akero, data=_values),
    own_record("deals:deal_delete", "POST", 302, args=_akero),
    own_record("deals:deal_move", "GET", 200, reader=403, args=_akero),
    own_record("deals:deal_move", "GET", 400, reader=403, args=_akero, query="?to=nonsense"),
    own_record("deals:deal_move", "POST", 302, args=_akero, data=_won),
    for_all(
        "deals:deal_detail",
        "GET",
        200,
        args=_reads_along,
    ),
    for_all(
        "deals:deal_move",
        "POST",
        403,
        foreign=302,
        other_head=302,
        admin=302,
        args=_reads_along,
        data=_won,
    ),
]
