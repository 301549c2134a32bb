"""Work on many records of a list that somebody asked for: changes, their undo, and exports."""

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.common.files import FileRecord
from crm.common.jobs import Job, JobQuerySet, JobState
from crm.common.lists import registry
from crm.common.models import user_key


class WorkQuerySet(JobQuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Nobody's but the person's who asked for it."""
        return self.filter(by=user)

    def told_to(self, user: Any) -> Self:
        """As a page tells of it, which asks every second: without thousands of keys."""
        return self.visible_to(user).defer(*self.model.HEAVY)


class Work(Job):
    HEAVY: ClassVar[tuple[str, ...]] = ()
    """Columns that only the work itself needs."""

    by = user_key(related_name="+", on_delete=models.CASCADE)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = WorkQuerySet.as_manager()

    class Meta(Job.Meta):
        abstract = True

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.DEAD}

    @property
    def has_failed(self) -> bool:
        return self.state == JobState.DEAD

    @property
    def percent(self) -> int:
        return 100 * self.progress_done // self.progress_total if self.progress_total else 0


class BulkJob(Work):
    """One edit of many records. `token` comes with the form, so sending it twice makes one job.

    `record_ids` and `versions` say which records, as they were when it was asked for; both are
    emptied when it is done.
    """

    HEAVY = ("record_ids", "versions")

    token = models.UUIDField(editable=False)
    list_key = models.CharField(max_length=40)
    edit = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    record_ids = ArrayField(models.BigIntegerField(), default=list)
    versions = ArrayField(models.IntegerField(), default=list)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    context_id = models.UUIDField(null=True, editable=False)
    undone_at = models.DateTimeField(_("undone"), null=True, editable=False)

    class Meta(Work.Meta):
        verbose_name = _("bulk edit")
        verbose_name_plural = _("bulk edits")
        constraints = [models.UniqueConstraint(fields=["by", "token"], name="bulk_job_once")]
        indexes = [
            models.Index(  # the sweep
                fields=["next_try_at"],
                condition=Q(state__in=[JobState.QUEUED, JobState.LEASED]),
                name="bulk_job_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_key}: {self.edit}"

    @property
    def what(self) -> str:
        """For people: “Deals: Stage”."""
        found = registry.find(self.list_key)
        edits = found.bulk if found else ()
        label = next((edit.label for edit in edits if edit.name == self.edit), self.edit)
        return f"{found.title if found else self.list_key}: {label}"

    def get_absolute_url(self) -> str:
        return reverse("lists:bulk_job", args=[self.pk])


class Refusal(models.Model):
    """A record that a bulk edit left as it was. Its name is looked up when somebody reads it."""

    job = models.ForeignKey(BulkJob, on_delete=models.CASCADE, related_name="refusals")
    record_id = models.BigIntegerField()
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")

    def __str__(self) -> str:
        return self.reason


class UndoJob(Work):
    """The undo of a context that is too large for a request."""

    context_id = models.UUIDField(editable=False)
    back = models.CharField(max_length=2000, blank=True, default="")

    class Meta(Work.Meta):
        verbose_name = _("undo")
        verbose_name_plural = _("undos")
        constraints = [
            models.UniqueConstraint(
                fields=["context_id"],
                condition=Q(state__in=[JobState.QUEUED, JobState.LEASED]),
                name="undo_job_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.context_id)

    @property
    def what(self) -> str:
        return gettext("Undo")

    def get_absolute_url(self) -> str:
        return reverse("lists:undo_job", args=[self.pk])


class ExportQuerySet(WorkQuerySet):
    def downloadable(self) -> Self:
        """Done, and its file was not cleared away yet."""
        return self.filter(state=JobState.DONE).exclude(file_key="")


class ExportFormat(models.TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel"


class ExportJob(Work, FileRecord):
    """One export, small or large: who took which rows of which list. `query` is the address of the
    list. The file and `record_ids`, which decide whether it may still be had, go after some days.
    """

    HEAVY = ("record_ids",)

    list_key = models.CharField(max_length=40)
    format = models.CharField(max_length=4, choices=ExportFormat.choices)
    query = models.TextField(blank=True, default="")
    record_ids = ArrayField(models.BigIntegerField(), default=list)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    expires_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = ExportQuerySet.as_manager()

    class Meta(Work.Meta):
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [
            models.Index(  # the sweep
                fields=["next_try_at"],
                condition=Q(state__in=[JobState.QUEUED, JobState.LEASED]),
                name="export_job_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_key}: {self.format}"

    @property
    def what(self) -> str:
        """For people: “Deals: Export, CSV”."""
        found = registry.find(self.list_key)
        title = found.title if found else self.list_key
        return f"{title}: {gettext('Export')}, {self.get_format_display()}"

    def get_absolute_url(self) -> str:
        return reverse("lists:export_job", args=[self.pk])
