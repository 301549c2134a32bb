"""The panel: for heads and administrators; only the latter decide about people and teams."""

from datetime import date
from typing import Any

from django.utils import timezone

from crm.common.jobs import JobState
from reports.content import Edition
from reports.models import ReportDelivery
from reports.queries import Asked
from reports.services import Request, request_reports
from tests.authorisation import Row, admins, leaders
from tests.cast import Cast
from users.models import Team

MONTH = date(2026, 1, 1)
PERSON = {
    "full_name": "Nils Ny",
    "email": "nils@crm.example",
    "role": "manager",
    "language": "sv",
    "time_zone": "Europe/Stockholm",
}


def _anna(cast: Cast) -> list[Any]:
    return [cast.anna.pk]


def _annas_values(cast: Cast) -> dict[str, Any]:
    return {**PERSON, "version": type(cast.anna).objects.get(pk=cast.anna.pk).version}


def _empty_team(cast: Cast) -> list[Any]:
    return [Team.objects.create(name="Empty").pk]


def _team_values(cast: Cast) -> dict[str, Any]:
    return {"name": "Team Å", "version": Team.objects.get(pk=cast.team_a.pk).version}


def _pipeline(cast: Cast) -> list[Any]:
    return [cast.pipeline.pk]


def _delivery(cast: Cast) -> list[Any]:
    """Anna's report, which Hedda may send again."""
    asked = Request(Asked(Edition.MANAGER, cast.anna), (cast.anna,))
    request_reports(MONTH, [asked], send=True, at=timezone.now())
    ReportDelivery.objects.update(state=JobState.DONE)
    return [ReportDelivery.objects.get().pk]


ROWS: list[Row] = [
    leaders("lead:panel", "GET", 200),
    leaders("lead:people", "GET", 200),
    admins("lead:person_create", "GET", 200),
    admins("lead:person_create", "POST", 302, data=lambda cast: PERSON),
    admins("lead:person_edit", "GET", 200, args=_anna),
    admins("lead:person_edit", "POST", 302, args=_anna, data=_annas_values),
    admins("lead:person_active", "POST", 302, args=_anna, data=lambda cast: {"active": "1"}),
    admins("lead:people_invite", "POST", 302),
    leaders("lead:teams", "GET", 200),
    admins("lead:team_create", "GET", 200),
    admins("lead:team_create", "POST", 302, data=lambda cast: {"name": "New"}),
    admins("lead:team_edit", "GET", 200, args=lambda cast: [cast.team_a.pk]),
    admins("lead:team_edit", "POST", 302, args=lambda cast: [cast.team_a.pk], data=_team_values),
    admins("lead:team_delete", "POST", 302, args=_empty_team),
    leaders("lead:pipelines", "GET", 200),
    leaders("lead:pipeline_create", "GET", 200),
    leaders("lead:pipeline_create", "POST", 422),
    leaders("lead:pipeline_edit", "GET", 200, args=_pipeline),
    leaders("lead:pipeline_edit", "POST", 422, args=_pipeline),
    leaders("lead:report_runs", "GET", 200),
    leaders("lead:reports_progress", "GET", 200),
    leaders("lead:reports_run", "POST", 302, data=lambda cast: {"month": "2026-01"}),
    leaders("lead:report_resend", "POST", 302, args=_delivery, other_head=404),
    admins(
        "lead:person_reports",
        "POST",
        302,
        args=_anna,
        data=lambda cast: {"on": "1", "month": "2026-01"},
    ),
]
