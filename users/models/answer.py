"""Answers that programs were given, kept so that a request sent again is not carried out again."""

from django.db import models
from django.utils import timezone

from users.models.user import User


class KeptAnswer(models.Model):
    """What a request with an `Idempotency-Key` was answered. The row is written with the change
    itself, so one is never there without the other; `status` is empty until then.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="answer_of_a_key_unique")
        ]
        indexes = [models.Index(fields=["created_at"], name="answer_by_age")]  # the sweep

    def __str__(self) -> str:
        return self.key
