from lead.views.panel import panel
from lead.views.people import (
    people,
    people_invite,
    person_active,
    person_create,
    person_edit,
)
from lead.views.pipelines import pipeline_create, pipeline_edit, pipelines
from lead.views.reports import (
    person_reports,
    report_resend,
    report_runs,
    reports_progress,
    reports_run,
)
from lead.views.teams import team_create, team_delete, team_edit, teams

__all__ = [
    "panel",
    "people",
    "people_invite",
    "person_active",
    "person_create",
    "person_edit",
    "person_reports",
    "pipeline_create",
    "pipeline_edit",
    "pipelines",
    "report_resend",
    "report_runs",
    "reports_progress",
    "reports_run",
    "team_create",
    "team_delete",
    "team_edit",
    "teams",
]
