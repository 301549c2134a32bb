"""Addresses of work on many records: bulk edits, their undo, exports."""

from django.urls import path

from crm.common.lists.bulk import views as bulk
from crm.common.lists.exporting import views as exporting
from crm.common.lists.work_views import work_list

urlpatterns = [
    path("lists/work/", work_list, name="work_list"),
    path("lists/<slug:key>/bulk/<slug:edit>/", bulk.bulk_edit, name="bulk_edit"),
    path("lists/<slug:key>/export/", exporting.export, name="export"),
    path("lists/edits/<int:pk>/", bulk.bulk_job, name="bulk_job"),
    path("lists/edits/<int:pk>/refused.csv", bulk.bulk_refusals, name="bulk_refusals"),
    path("lists/undos/<int:pk>/", bulk.undo_job, name="undo_job"),
    path("lists/exports/<int:pk>/", exporting.export_job, name="export_job"),
    path("lists/exports/<int:pk>/file/", exporting.export_file, name="export_file"),
]
