"""How an account came to its state: each step with its day."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account, Lifecycle
from crm.common.models import RecordQuerySet, Route, track_history, user_key

if TYPE_CHECKING:
    from users.models import User


class LifecycleChangeQuerySet(RecordQuerySet["LifecycleChange"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(account__in=Account.objects.visible_to(user))

    def editable_by(self, user: "User") -> Self:
        return self.filter(account__in=Account.objects.editable_by(user))


@track_history
class LifecycleChange(models.Model):
    """The dated step of an account from one state to the next."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="lifecycle_changes"
    )
    before = models.CharField(max_length=12, choices=Lifecycle.choices, blank=True)
    after = models.CharField(max_length=12, choices=Lifecycle.choices)
    happened_on = models.DateField(_("on"))
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="")
    by = user_key(null=True, related_name="+")
    route = models.CharField(max_length=14, choices=Route.choices)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = LifecycleChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("lifecycle change")
        verbose_name_plural = _("lifecycle changes")
        ordering = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.account}: {self.get_after_display()}"
