"""An import that a page asked for: its file, its mapping, what is to be done, what came of it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.common.files import FileRecord
from crm.common.jobs import Job, JobQuerySet
from crm.common.models import user_key
from exchange.rights import may_import


class ImportKind(models.TextChoices):
    """In the order in which they depend on each other."""

    USERS = "users", _("users")
    PRODUCTS = "products", _("products")
    ACCOUNTS = "accounts", _("accounts")
    CONTACTS = "contacts", _("contacts")
    DEALS = "deals", _("deals")


class Work(models.TextChoices):
    """What a worker is asked to do."""

    NONE = "", _("nothing")
    CHECK = "check", _("dry run")
    IMPORT = "import", _("import")
    UNDO = "undo", _("undo")


class ImportState(models.TextChoices):
    """The states of a job, and two without any work: being prepared, and dropped."""

    DRAFT = "draft", _("being prepared")
    QUEUED = "queued", _("queued")
    LEASED = "leased", _("in progress")
    DONE = "done", _("done")
    DEAD = "dead", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class Phase(models.TextChoices):
    """What a person sees of state and work together."""

    DRAFT = "draft", _("being prepared")
    CHECKING = "checking", _("dry run in progress")
    CHECKED = "checked", _("ready to import")
    PROBLEMS = "problems", _("has problems")
    IMPORTING = "importing", _("being imported")
    IMPORTED = "imported", pgettext_lazy("import", "imported")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", pgettext_lazy("import", "undone")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


@dataclass(frozen=True)
class Look:
    """How a phase is shown: colour, icon."""

    tone: str
    icon: str


LOOKS = {
    Phase.DRAFT: Look("gray", icon="pencil"),
    Phase.CHECKING: Look("azure", icon="hourglass"),
    Phase.CHECKED: Look("blue", icon="check"),
    Phase.PROBLEMS: Look("yellow", icon="alert-triangle"),
    Phase.IMPORTING: Look("azure", icon="hourglass"),
    Phase.IMPORTED: Look("green", icon="circle-check"),
    Phase.UNDOING: Look("azure", icon="hourglass"),
    Phase.UNDONE: Look("gray", icon="arrow-back-up"),
    Phase.FAILED: Look("red", icon="alert-triangle"),
    Phase.CANCELLED: Look("gray", icon="x"),
}
RUNNING = {
    Work.CHECK: Phase.CHECKING,
    Work.IMPORT: Phase.IMPORTING,
    Work.UNDO: Phase.UNDOING,
}


class ImportJobQuerySet(JobQuerySet["ImportJob"]):
    def visible_to(self, user: Any) -> Self:
        return self if may_import(user) else self.none()

    def open(self) -> Self:
        """Those that are being prepared: nothing runs, nothing was written, the file is here."""
        open_states = [ImportState.DRAFT, ImportState.DONE, ImportState.DEAD]
        here = self.exclude(file_key="").filter(imported_at__isnull=True)
        return here.filter(state__in=open_states)


class ImportJob(FileRecord, Job):
    """`profile` tells what the file looks like, `mapping` is the document as in a mapping file,
    `report` what the last dry run or the import found, in the language of who asked.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=ImportKind.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=ImportState.choices, default=ImportState.DRAFT
    )
    work = models.CharField(_("work"), max_length=10, choices=Work.choices, blank=True, default="")
    asked_by = user_key(null=True, blank=True, related_name="+")
    created_by = user_key(related_name="import_jobs", verbose_name=_("who"))
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("last step"), default=timezone.now, editable=False)
    header = ArrayField(models.TextField(), default=list, blank=True, editable=False)
    signature = models.CharField(max_length=64, blank=True, default="", editable=False)
    profile = models.JSONField(default=dict, editable=False)
    mapping = models.JSONField(default=dict, editable=False)
    report = models.JSONField(null=True, editable=False)
    error = models.TextField(_("why not"), blank=True, default="")
    context_id = models.UUIDField(null=True, editable=False)
    imported_at = models.DateTimeField(_("imported"), null=True, editable=False)
    undone_at = models.DateTimeField(_("undone"), null=True, editable=False)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [
            models.Index(  # the sweep that carries out
                fields=["next_try_at"],
                condition=Q(state__in=["queued", "leased"]),
                name="import_due",
            ),
            models.Index(fields=["-created_at", "-id"], name="import_list"),
            models.Index(fields=["kind", "signature"], name="import_signature"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("exchange:import_detail", args=[self.pk])

    @property
    def phase(self) -> Phase:
        if self.state in {ImportState.QUEUED, ImportState.LEASED}:
            return RUNNING[Work(self.work)]
        if self.state != ImportState.DONE:
            return Phase(
                {ImportState.DEAD: Phase.FAILED, ImportState.CANCELLED: Phase.CANCELLED}.get(
                    ImportState(self.state), Phase.DRAFT
                )
            )
        return self._done_phase()

    def _done_phase(self) -> Phase:
        if self.undone_at:
            return Phase.UNDONE
        if self.imported_at:
            return Phase.IMPORTED
        has_problems = self.error or not self.report or self.report["problems"]
        return Phase.PROBLEMS if has_problems else Phase.CHECKED

    @property
    def look(self) -> Look:
        return LOOKS[self.phase]

    @property
    def is_running(self) -> bool:
        return self.state in {ImportState.QUEUED, ImportState.LEASED}

    @property
    def may_be_edited(self) -> bool:
        """The mapping can be changed; the same as `open()`."""
        open_phases = {Phase.DRAFT, Phase.CHECKED, Phase.PROBLEMS, Phase.FAILED}
        return self.has_file and not self.imported_at and self.phase in open_phases

    @property
    def may_be_cancelled(self) -> bool:
        waits = self.state == ImportState.QUEUED and self.work != Work.UNDO
        return self.may_be_edited or (waits and not self.imported_at)

    @property
    def may_be_undone(self) -> bool:
        return self.context_id is not None and self.phase in {Phase.IMPORTED, Phase.FAILED}

    @property
    def percent(self) -> int:
        return self.progress_done * 100 // self.progress_total if self.progress_total else 0


def signature_of(header: Sequence[str]) -> str:
    """Files with the same columns, in whatever order, are of one make."""
    names = json.dumps(sorted(name.casefold() for name in header), ensure_ascii=False)
    return hashlib.sha256(names.encode()).hexdigest()
