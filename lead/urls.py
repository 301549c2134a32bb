from django.urls import path

from lead import views

app_name = "lead"

urlpatterns = [
    path("lead/", views.panel, name="panel"),
    path("lead/people/", views.people, name="people"),
    path("lead/people/new/", views.person_create, name="person_create"),
    path("lead/people/invite/", views.people_invite, name="people_invite"),
    path("lead/people/<int:pk>/", views.person_edit, name="person_edit"),
    path("lead/people/<int:pk>/active/", views.person_active, name="person_active"),
    path("lead/people/<int:pk>/reports/", views.person_reports, name="person_reports"),
    path("lead/teams/", views.teams, name="teams"),
    path("lead/teams/new/", views.team_create, name="team_create"),
    path("lead/teams/<int:pk>/", views.team_edit, name="team_edit"),
    path("lead/teams/<int:pk>/delete/", views.team_delete, name="team_delete"),
    path("lead/pipelines/", views.pipelines, name="pipelines"),
    path("lead/pipelines/new/", views.pipeline_create, name="pipeline_create"),
    path("lead/pipelines/<int:pk>/", views.pipeline_edit, name="pipeline_edit"),
    path("lead/reports/", views.report_runs, name="report_runs"),
    path("lead/reports/progress/", views.reports_progress, name="reports_progress"),
    path("lead/reports/run/", views.reports_run, name="reports_run"),
    path("lead/reports/<int:pk>/resend/", views.report_resend, name="report_resend"),
]
