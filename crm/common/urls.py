from django.urls import path

from crm.common import views

app_name = "common"

urlpatterns = [
    path("changes/", views.change_list, name="change_list"),
    path("changes/<uuid:context_id>/undo/", views.undo, name="undo"),
    path("readyz", views.readyz, name="readyz"),
]
