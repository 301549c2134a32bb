from django.urls import path

from crm.common.lists import views
from crm.common.lists.saved import views as saved
from crm.common.lists.where.views import filter_builder
from crm.common.lists.work_urls import urlpatterns as work

app_name = "lists"

urlpatterns = [
    path("lists/<slug:key>/summary/", views.summary, name="summary"),
    path("lists/<slug:key>/around/<int:pk>/", views.around, name="around"),
    path("lists/<slug:key>/filter/", filter_builder, name="filter"),
    path("lists/<slug:key>/filters/", views.more_filters, name="more_filters"),
    path("lists/<slug:key>/views/", saved.view_list, name="views"),
    path("lists/views/pinned/", saved.pinned, name="pinned"),
    path("lists/views/<int:pk>/", saved.view_open, name="view_open"),
    path("lists/views/<int:pk>/edit/", saved.view_edit, name="view_edit"),
    path("lists/views/<int:pk>/update/", saved.view_update, name="view_update"),
    path("lists/views/<int:pk>/delete/", saved.view_delete, name="view_delete"),
    path("lists/views/<int:pk>/pin/", saved.view_pin, name="view_pin"),
    path("lists/views/<int:pk>/default/", saved.view_default, name="view_default"),
    *work,
]
