from django.urls import include, path

urlpatterns = [
    path("api/", include("crm.api")),
    path("auth/", include("users.auth_urls")),
    path("", include("crm.common.lists.urls")),
    path("", include("users.urls")),
    path("", include("accounts.urls")),
    path("", include("catalog.urls")),
    path("", include("messaging.urls")),
    path("", include("deals.urls")),
    path("", include("reports.urls")),
    path("", include("lead.urls")),
    path("", include("exchange.urls")),
    path("", include("crm.common.search.urls")),
    path("", include("crm.common.urls")),
]

handler500 = "crm.common.outages.handle_error"
