"""The API's front door: each room's end-points, and their description in OpenAPI."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from reports import api as reports

app_name = "api"

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("v1/figures/", reports.figures, name="figures"),
    path("v1/reports/monthly/<str:month>/", reports.monthly_report, name="monthly_report"),
]
