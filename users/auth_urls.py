"""The doors of sign-in. Of allauth's routes only these are open: nobody signs up here."""

from allauth.account import views as allauth_views
from django.urls import path, re_path
from django.views.decorators.http import require_http_methods, require_safe

from users import views

shown_and_sent = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("login/", shown_and_sent(allauth_views.login), name="account_login"),
    path("logout/", shown_and_sent(allauth_views.logout), name="account_logout"),
    path(
        "password/change/", shown_and_sent(views.password_change), name="account_change_password"
    ),
    path(
        "password/reset/",
        shown_and_sent(allauth_views.password_reset),
        name="account_reset_password",
    ),
    path(
        "password/reset/done/",
        require_safe(allauth_views.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        shown_and_sent(allauth_views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        require_safe(allauth_views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
