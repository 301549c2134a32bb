"""Who may change many records at once, export them, and look at such work."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import Account
from crm.common import files
from crm.common.history import history_context
from crm.common.jobs import JobState
from crm.common.lists.models import BulkJob, ExportJob, UndoJob
from tests.authorisation import PEOPLE, Row, for_all, leaders
from tests.cast import Cast


def annas(route: str, **more: Any) -> Row:
    """Work that Anna asked for is nobody else's."""
    others = dict.fromkeys(set(PEOPLE) - {"manager"}, 404)
    return for_all(route, "GET", 200, **others, **more)


def _edit(cast: Cast) -> list[Any]:
    with history_context(by=cast.anna, route="page") as context:
        Account.objects.filter(pk=cast.akero.pk).update(city="Uppsala")
    job = BulkJob.objects.create(
        by=cast.anna,
        token=uuid4(),
        list_key="accounts",
        edit="sector",
        state=JobState.DONE,
        context_id=context,
        changed=1,
        progress_total=3,
    )
    for account in (cast.norrkoping, cast.oresund):
        job.refusals.create(record_id=account.pk, reason="You may not change this record.")
    return [job.pk]


def _undo(cast: Cast) -> list[Any]:
    return [UndoJob.objects.create(by=cast.anna, context_id=uuid4()).pk]


def _export(cast: Cast) -> list[Any]:
    values = {"list_key": "accounts", "format": "csv", "state": JobState.DONE, "rows": 1}
    job = ExportJob(by=cast.anna, **values, record_ids=[cast.akero.pk])
    job.take_file(files.save_stream([b"Name\r\n"], limit=100), "Accounts.csv")
    job.expires_at = timezone.now()
    job.save()
    return [job.pk]


def _sector(cast: Cast) -> dict[str, Any]:
    return {"ids": cast.akero.pk, "sector": cast.sector.pk}


ROWS: list[Row] = [
    for_all(
        "lists:bulk_edit",
        "GET",
        200,
        reader=403,
        query="?all=1",
        args=lambda cast: ["accounts", "owner"],
    ),
    for_all("lists:bulk_edit", "GET", 404, args=lambda cast: ["accounts", "nothing"]),
    for_all("lists:bulk_edit", "GET", 404, args=lambda cast: ["nothing", "owner"]),
    for_all(
        "lists:bulk_edit",
        "POST",
        302,
        reader=403,
        foreign=409,
        other_head=409,
        args=lambda cast: ["accounts", "sector"],
        data=_sector,
    ),
    leaders(
        "lists:bulk_edit",
        "POST",
        302,
        args=lambda cast: ["products", "on_sale"],
        data=lambda cast: {"ids": cast.product.pk, "is_active": "0"},
    ),
    for_all("lists:export", "GET", 200, query="?all=1", args=lambda cast: ["contacts"]),
    for_all("lists:export", "GET", 404, args=lambda cast: ["nothing"]),
    for_all(
        "lists:export",
        "POST",
        200,
        args=lambda cast: ["deals"],
        data=lambda cast: {"all": "1", "format": "xlsx"},
    ),
    for_all("lists:work_list", "GET", 200, args=lambda cast: _edit(cast)[:0]),
    annas("lists:bulk_job", args=_edit),
    annas("lists:bulk_refusals", args=_edit),
    annas("lists:undo_job", args=_undo),
    annas("lists:export_job", args=_export),
    annas("lists:export_file", args=_export),
]
