"""The API's front door: each room's end-points, and their description in OpenAPI."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ViewSetMixin

from accounts import api as accounts
from catalog import api as catalog
from crm.common.api.docs import docs
from deals import api as deals
from messaging import api as messaging
from reports import api as reports
from users import api as users

app_name = "api"

VIEWS: dict[str, type[ViewSetMixin]] = {
    "accounts": accounts.AccountViews,
    "account-members": accounts.MemberViews,
    "lifecycle-changes": accounts.LifecycleChangeViews,
    "contacts": accounts.ContactViews,
    "sectors": accounts.SectorViews,
    "products": catalog.ProductViews,
    "categories": catalog.CategoryViews,
    "rates": catalog.RateViews,
    "deals": deals.DealViews,
    "stage-changes": deals.StageChangeViews,
    "value-changes": deals.ValueChangeViews,
    "pipelines": deals.PipelineViews,
    "stages": deals.StageViews,
    "users": users.UserViews,
    "teams": users.TeamViews,
    "views": users.SavedViewViews,
    "outbox": messaging.OutboxViews,
    "reports": reports.ReportViews,
}

router = SimpleRouter(use_regex_path=False)
for name, views in VIEWS.items():
    router.register(name, views, basename=name)

urlpatterns = [
    path("docs/", docs, name="docs"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("v1/figures/", reports.figures, name="figures"),
    path("v1/reports/monthly/<str:month>/", reports.monthly_report, name="monthly_report"),
    path("v1/", include(router.urls)),
]
