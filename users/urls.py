from django.urls import path

from users import views

app_name = "users"

urlpatterns = [
    path(
        "auth/invitation/<slug:uid>/<slug:token>/",
        views.accept_invitation,
        name="accept_invitation",
    ),
    path("settings/", views.settings, name="settings"),
    path("settings/preference/", views.preference, name="preference"),
    path("settings/tokens/", views.token_list, name="token_list"),
    path("settings/tokens/new/", views.token_create, name="token_create"),
    path("settings/tokens/<int:pk>/revoke/", views.token_revoke, name="token_revoke"),
]
