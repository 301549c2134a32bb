"""Personal keys for programs."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.common.models import (
    track_history,
)
from users.models.user import User


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(user=user)

    def live(self) -> Self:
        return self.filter(revoked_at__isnull=True)


class Scope(models.TextChoices):
    READ = "read", _("read")
    WRITE = "write", _("read and write")


@track_history
class ApiToken(models.Model):
    """A personal key for programs. Only its hash is kept; the key itself is shown once."""

    SUMMARY_COLUMNS = ("last_used_at", "digest")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("used by"), max_length=100)
    scope = models.CharField(
        pgettext_lazy("token", "may"),
        max_length=10,
        choices=Scope.choices,
        default=Scope.READ,
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return self.name
