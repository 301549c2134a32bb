"""How people sign in, through django-allauth: what this house decides differently."""

import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from users.models import User

logger = logging.getLogger("crm.sign_in")


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Mails are not written here: the adapter in messaging adds the outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: people are invited."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Where `next` may lead: to pages of this installation, whatever the request's host is."""
        return url_has_allowed_host_and_scheme(url, {urlsplit(settings.SITE_URL).netloc})

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Links in mails begin with SITE_URL, whatever host the request names."""
        uid, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[uid, token])
        return f"{settings.SITE_URL}{path}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("users:settings")

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str = "",
    ) -> None:
        super().send_notification_mail(template_prefix, user, context, user.email)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        logger.warning("sign-in refused", extra={"user": user.pk, "reason": "deactivated"})
        messages.error(request, _("This account is closed. An administrator can open it again."))
        return HttpResponseRedirect(reverse("account_login"))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        known = User.objects.filter(email__iexact=credentials.get("email", "")).first()
        logger.warning(
            "sign-in failed",
            extra={"user": known.pk if known else None, "ip": self.get_client_ip(request)},
        )

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Attempts are counted by address alone: allauth adds the host that the request names."""
        return str(credentials.get("email", "")).casefold()
