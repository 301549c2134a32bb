"""The job base: one worker at a time, nothing lost with a worker, and an end to what cannot
succeed.
"""

from datetime import date, timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from crm.common.jobs import WORKER_LOST, JobState
from reports.models import MonthlyReport, ReportDelivery
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LEASE = timedelta(minutes=5)


@pytest.fixture
def job(cast: Cast) -> ReportDelivery:
    report = MonthlyReport.objects.create(month=date(2017, 6, 1), edition="company")
    return ReportDelivery.objects.create(report=report, recipient=cast.ada)


def _claim() -> list[ReportDelivery]:
    return ReportDelivery.objects.claim(10, lease=LEASE)


def _worker_is_lost(job: ReportDelivery) -> None:
    rows = ReportDelivery.objects.filter(pk=job.pk)
    rows.update(lease_until=Now() - timedelta(seconds=1))


def test_a_claimed_row_is_nobody_elses(job: ReportDelivery) -> None:
    assert _claim() == [job]
    assert _claim() == []


def test_a_row_that_was_never_claimed_cannot_be_finished(job: ReportDelivery) -> None:
    assert not job.finish(at=timezone.now())


def test_a_worker_that_lost_its_lease_changes_nothing(job: ReportDelivery) -> None:
    (slow,) = _claim()
    _worker_is_lost(job)
    (other,) = _claim()
    assert not slow.finish(at=timezone.now())
    assert not slow.fail("too late", at=timezone.now())
    assert other.finish(at=timezone.now())
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_a_failed_row_waits_longer_each_time_and_is_set_aside_at_last(job: ReportDelivery) -> None:
    pauses = []
    for _attempt in range(5):
        (claimed,) = _claim()
        at = timezone.now()
        assert claimed.fail("no luck", at=at)
        job.refresh_from_db()
        pauses.append((job.next_try_at - at) / timedelta(minutes=1))
        ReportDelivery.objects.update(next_try_at=Now())
    assert pauses == [1, 5, 15, 60, 240]
    assert (job.state, job.last_error) == (JobState.DEAD, "no luck")


def test_a_row_that_takes_its_worker_with_it_each_time_is_set_aside(job: ReportDelivery) -> None:
    for _attempt in range(5):
        assert _claim() == [job]
        _worker_is_lost(job)
    assert _claim() == []
    job.refresh_from_db()
    assert (job.state, job.last_error) == (JobState.DEAD, WORKER_LOST)
