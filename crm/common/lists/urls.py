from django.urls import path

from crm.common.lists import views

app_name = "lists"

urlpatterns = [
    path("lists/<slug:key>/summary/", views.summary, name="summary"),
]
