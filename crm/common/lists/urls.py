from django.urls import path

from crm.common.lists import views
from crm.common.lists.where.views import filter_builder
from crm.common.lists.work_urls import urlpatterns as work

app_name = "lists"

urlpatterns = [
    path("lists/<slug:key>/summary/", views.summary, name="summary"),
    path("lists/<slug:key>/filter/", filter_builder, name="filter"),
    *work,
]
