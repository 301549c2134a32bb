from django.urls import path

from crm.common.lists import views
from crm.common.lists.work_urls import urlpatterns as work

app_name = "lists"

urlpatterns = [
    path("lists/<slug:key>/summary/", views.summary, name="summary"),
    *work,
]
