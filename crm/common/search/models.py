"""The words of the house, and what each person opened lately."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from crm.common.models import user_key


class Word(models.Model):
    """A word of some name; only the database writes here (see vocabulary.py)."""

    word = models.TextField(db_collation="C")
    rests = ArrayField(models.TextField(db_collation="C"))

    class Meta:
        db_table = "search_word"
        indexes = [
            models.Index(fields=["word"], name="search_word_known"),  # the triggers
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="search_word_like"),
            GinIndex(fields=["rests"], name="search_word_rests"),
        ]

    def __str__(self) -> str:
        return self.word


class Opened(models.Model):
    """A record that a person had on the screen lately.

    The page says so itself, by a small POST of its own once it is shown: a GET that wrote would
    count what a browser or a preload only fetched, and GET never writes. It is no business data:
    no version, no history, and no constraint by which a note would wait for others' work on the
    person's row. Whether the person may still see the record is asked when it is shown.
    """

    user: "models.ForeignKey[Any, Any]" = user_key(
        on_delete=models.CASCADE, related_name="opened_records", db_constraint=False
    )
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "object_id"], name="opened_record_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
