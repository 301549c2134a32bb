from django.urls import path

from exchange.views import demonstration, imports, steps

app_name = "exchange"

urlpatterns = [
    path("demonstration/", demonstration.demonstration, name="demonstration"),
    path("demonstration/remove/", demonstration.demonstration_remove, name="demonstration_remove"),
    path("import/", imports.import_list, name="import_list"),
    path("import/new/", imports.import_create, name="import_create"),
    path("import/<int:pk>/", imports.import_detail, name="import_detail"),
    path("import/<int:pk>/progress/", imports.import_progress, name="import_progress"),
    path("import/<int:pk>/file/", steps.import_file, name="import_file"),
    path("import/<int:pk>/columns/", steps.import_columns, name="import_columns"),
    path("import/<int:pk>/details/", steps.import_details, name="import_details"),
    path("import/<int:pk>/values/", steps.import_values, name="import_values"),
    path("import/<int:pk>/suggest/", steps.import_suggest, name="import_suggest"),
    path("import/<int:pk>/mapping.json", imports.import_mapping, name="import_mapping"),
    path("import/<int:pk>/mapping/", steps.import_mapping_load, name="import_mapping_load"),
    path("import/<int:pk>/check/", imports.import_check, name="import_check"),
    path("import/<int:pk>/replace/", imports.import_replace, name="import_replace"),
    path("import/<int:pk>/commit/", imports.import_commit, name="import_commit"),
    path("import/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("import/<int:pk>/cancel/", imports.import_cancel, name="import_cancel"),
    path("import/<int:pk>/problems.csv", imports.import_problems, name="import_problems"),
]
