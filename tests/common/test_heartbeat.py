"""A long job keeps its lease and shows its progress while its one transaction is open."""

import time
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from crm.common.jobs import JobState, LeaseLostError, Progress, heartbeat
from reports.models import MonthlyReport, ReportDelivery
from tests.cast import build_cast
from tests.faults.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = timedelta(minutes=1)


@pytest.fixture
def job() -> ReportDelivery:
    report = MonthlyReport.objects.create(month=date(2017, 6, 1), edition="company")
    ReportDelivery.objects.create(report=report, recipient=build_cast().ada)
    (claimed,) = ReportDelivery.objects.claim(1, lease=LEASE)
    return claimed


def _now(job: ReportDelivery) -> ReportDelivery:
    return ReportDelivery.objects.get(pk=job.pk)


def test_the_lease_is_renewed_and_progress_is_seen(job: ReportDelivery) -> None:
    with heartbeat(job, LEASE, every=0.1) as progress, transaction.atomic():
        MonthlyReport.objects.select_for_update().get()
        progress.step(3, 10)
        wait_until(lambda: _now(job).progress_done == 3)
        assert _now(job).progress_total == 10
        assert job.lease_until
        assert job.lease_until < (_now(job).lease_until or job.lease_until)
        assert ReportDelivery.objects.claim(1, lease=LEASE) == []
        progress.step(10, 10)
        assert job.finish(at=timezone.now())
        time.sleep(0.3)  # beats while the row is locked
    assert _now(job).state == JobState.DONE


def _work_on(job: ReportDelivery) -> None:
    with heartbeat(job, LEASE, every=0.05) as progress, transaction.atomic():
        MonthlyReport.objects.update(manager_comment="half done")
        wait_until(lambda: progress.lost)
        progress.step(1, 2)


def test_a_lost_lease_is_told_at_the_next_step(job: ReportDelivery) -> None:
    ReportDelivery.objects.update(lease_until=Now() - timedelta(seconds=1))
    ReportDelivery.objects.claim(1, lease=LEASE)
    with pytest.raises(LeaseLostError):
        _work_on(job)
    assert not MonthlyReport.objects.filter(manager_comment="half done").exists()


def test_without_a_beat_for_the_length_of_the_lease_the_job_may_be_anothers() -> None:
    progress = Progress(lease=0.05)
    progress.step(1, 2)
    time.sleep(0.1)
    with pytest.raises(LeaseLostError):
        progress.step(2, 2)


def test_the_heart_leaves_no_connection_behind(job: ReportDelivery) -> None:
    before = _connections()
    with heartbeat(job, LEASE, every=0.05):
        wait_until(lambda: _connections() - before)
    wait_until(lambda: _connections() <= before)


def _connections() -> set[int]:
    query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {pid for (pid,) in cursor.fetchall()}
