"""Short ways to an import as pages make it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from crm.common.files import save_stream
from exchange import services
from exchange.models import ImportJob
from users.models import User

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ACCOUNTS = "account,sector,revenue\nNordic Tools AB,Vård,1.5\nSouth Pumps AB,Vård,22.25\n"


def uploaded(by: User, text: str = ACCOUNTS, kind: str = "accounts", name: str = "") -> ImportJob:
    stored = save_stream([text.encode()], limit=1 << 30)
    return services.create_import(stored, name or f"{kind}.csv", kind, by=by, at=AT)


def checked(by: User, text: str = ACCOUNTS, kind: str = "accounts", **sections: Any) -> ImportJob:
    job = uploaded(by, text, kind)
    services.change_mapping(job.pk, sections, by=by, at=AT)
    services.ask_for_check(job.pk, by=by, at=AT)
    return worked(job)


def imported(by: User, text: str = ACCOUNTS, kind: str = "accounts", **sections: Any) -> ImportJob:
    job = checked(by, text, kind, **sections)
    services.ask_for_import(job.pk, by=by, at=AT)
    return worked(job)


def worked(job: ImportJob) -> ImportJob:
    """The job after a worker was here."""
    services.carry_out_due(at=AT)
    return ImportJob.objects.get(pk=job.pk)


def told(job: ImportJob) -> list[tuple[str, str, int]]:
    """The problems as (column, code, rows)."""
    problems: list[Mapping[str, Any]] = (job.report or {}).get("problems", [])
    return [(one["column"], one["code"], one["count"]) for one in problems]
