"""The one pattern for work that must survive a crash: a row, claimed under a lock, with a lease
and a fencing token.

    queued → leased → done          a lost worker's lease runs out and the row is claimed again
       ↑        | failed attempt: back to queued, later each time
       +--------+ at MAX_ATTEMPTS, or when it can never succeed: dead

`LeasedRow` is the claim alone, for rows with states of their own (the outbox); `Job` adds the
rest.
"""

import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self, TypeVar

from django.db import DatabaseError, connection, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crm.common.models import RecordQuerySet

WORKER_LOST = "The worker was lost."


class LeaseLostError(Exception):
    """Another worker holds the row now; this one lets go of it, and what it did is rolled back."""


class JobState(models.TextChoices):
    QUEUED = "queued", _("queued")
    LEASED = "leased", _("in progress")
    DONE = "done", _("done")
    DEAD = "dead", _("failed")


L = TypeVar("L", bound="LeasedRow")
J = TypeVar("J", bound="Job")


class LeaseQuerySet(RecordQuerySet[L]):
    def lost(self) -> Self:
        """Leased by a worker that did not come back in time; by the database's clock."""
        return self.filter(state=JobState.LEASED, lease_until__lt=Now())

    def due(self) -> Self:
        """Waiting and its time has come, or leased by a worker that was lost."""
        waiting = Q(state=JobState.QUEUED, next_try_at__lte=Now())
        return self.filter(waiting | Q(state=JobState.LEASED, lease_until__lt=Now()))

    @transaction.atomic
    def claim(self, limit: int, *, lease: timedelta, **changes: Any) -> list[L]:
        """Take up to `limit` due rows, oldest first; nobody else gets them until the lease ends.

        Each row comes back with its `lease_token`, without which its holder can change nothing.
        """
        pks = list(
            self.due()
            .order_by("next_try_at", "pk")
            .select_for_update(skip_locked=True, of=("self",))
            .values_list("pk", flat=True)[:limit]
        )
        if not pks:
            return []
        taken: dict[str, Any] = {
            "state": JobState.LEASED,
            "lease_until": Now() + lease,
            "lease_token": uuid.uuid4(),
            "attempt": F("attempt") + 1,
        }
        rows = self.model._default_manager.filter(pk__in=pks)
        rows.update(**taken | changes)
        return list(rows.order_by("next_try_at", "pk"))


class LeasedRow(models.Model):
    """What a claim needs. The subclass has a `state` that knows JobState's QUEUED and LEASED."""

    attempt = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def mine(self) -> "models.QuerySet[Self]":
        """This row while its lease is this worker's; a row that was never claimed is nobody's."""
        rows = type(self)._default_manager.filter(pk=self.pk, lease_token=self.lease_token)
        return rows if self.lease_token else rows.none()


class JobQuerySet(LeaseQuerySet[J]):
    def bury_lost(self) -> int:
        """Set aside the rows that took their worker with them as often as they may be tried."""
        return (
            self.lost()
            .filter(attempt__gte=self.model.MAX_ATTEMPTS)
            .update(
                state=JobState.DEAD, lease_until=None, lease_token=None, last_error=WORKER_LOST
            )
        )

    @transaction.atomic
    def claim(self, limit: int, *, lease: timedelta, **changes: Any) -> list[J]:
        self.bury_lost()
        return super().claim(limit, lease=lease, **changes)


class Job(LeasedRow):
    MAX_ATTEMPTS: ClassVar[int] = 5
    BACKOFF: ClassVar[Sequence[timedelta]] = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240)]

    state = models.CharField(
        _("state"), max_length=20, choices=JobState.choices, default=JobState.QUEUED
    )
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    last_error = models.TextField(_("last error"), blank=True, default="")
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta(LeasedRow.Meta):
        abstract = True

    def finish(self, *, at: datetime) -> bool:
        """True when this worker still held the lease and the row is now done."""
        return bool(
            self.mine().update(
                state=JobState.DONE, done_at=at, lease_until=None, lease_token=None, last_error=""
            )
        )

    def fail(self, error: str, *, at: datetime) -> bool:
        """Put the row back for a later try, or aside when its attempts are used up."""
        dead = self.attempt >= self.MAX_ATTEMPTS
        pause = self.BACKOFF[min(self.attempt, len(self.BACKOFF)) - 1]
        return bool(
            self.mine().update(
                state=JobState.DEAD if dead else JobState.QUEUED,
                next_try_at=at + pause,
                lease_until=None,
                lease_token=None,
                last_error=error[:2000],
            )
        )


@dataclass
class Progress:
    """How far a long job is, and whether it is still this worker's."""

    lease: float
    done: int = 0
    total: int = 0
    lost: bool = False
    renewed_at: float = field(default_factory=time.monotonic)

    def step(self, done: int, total: int) -> None:
        """Note the progress. Raises LeaseLostError when another worker may hold the job by now."""
        self.done, self.total = done, total
        if self.lost or time.monotonic() - self.renewed_at > self.lease:
            raise LeaseLostError


@contextmanager
def heartbeat(job: Job, lease: timedelta, *, every: float = 1.0) -> Iterator[Progress]:
    """Keep a claimed job while one long transaction works on it: a thread with a connection of its
    own renews the lease and writes the progress, where everybody sees it at once.

    The transaction is opened inside the block and ends with it: the thread waits for nothing that
    the transaction has locked, but `finish` belongs inside, so that a lost lease takes all back.
    """
    progress = Progress(lease.total_seconds())
    over = threading.Event()
    thread = threading.Thread(
        target=_beat, args=(job, lease, progress, (over, every)), daemon=True
    )
    thread.start()
    try:
        yield progress
    finally:
        over.set()
        thread.join()


def _beat(
    job: Job, lease: timedelta, progress: Progress, pace: tuple[threading.Event, float]
) -> None:
    over, every = pace
    try:
        while not over.wait(every):
            _renew(job, lease, progress)
    finally:
        connection.close()


def _renew(job: Job, lease: timedelta, progress: Progress) -> None:
    """A database that is away for a moment is asked again; the lease may outlast it."""
    begun = time.monotonic()
    rows = type(job)._default_manager.filter(pk=job.pk)
    try:
        with transaction.atomic():
            token = rows.select_for_update(skip_locked=True, of=("self",)).values_list(
                "lease_token", flat=True
            )
            held = list(token)
            if held == [job.lease_token]:
                rows.update(
                    lease_until=Now() + lease,
                    progress_done=progress.done,
                    progress_total=progress.total,
                )
                progress.renewed_at = begun
            elif held:
                progress.lost = True
    except DatabaseError:
        connection.close()
