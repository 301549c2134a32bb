from django.urls import include, path

urlpatterns = [
    path("", include("reports.urls")),
    path("", include("crm.common.urls")),
]
