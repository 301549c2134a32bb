"""Workers killed in the middle of bulk edits, undos and exports: nothing half, nothing twice."""

from pathlib import Path
from uuid import UUID

import pytest
from django.urls import reverse
from pytest_django import Settings

from crm.common.jobs import JobState
from crm.common.lists.models import BulkJob, ExportJob, UndoJob
from deals.models import Deal, StageChange
from tests.cast import Cast
from tests.crowds import insert_deals
from tests.faults.processes import end_leases, start
from tests.lists.asking import browser, content, post_edit, post_export, view

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
MANY = 2500
ALL = {"view": view(q="Crowd")}


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path
    return tmp_path


def work(files: Path, failpoints: str = "") -> int:
    """How a worker's process ended."""
    worker = start("tests.faults.list_worker", FILES_DIR=str(files), CRM_FAILPOINTS=failpoints)
    return worker.wait(180)


def die_and_work_again(files: Path, failpoint: str) -> None:
    """The second worker finds the job leased, the third one after the lease does it."""
    assert work(files, f"{failpoint}=kill") == -9
    assert work(files) == 0
    end_leases(BulkJob, ExportJob)
    assert work(files) == 0


def moved_all(cast: Cast) -> BulkJob:
    post_edit(cast.anna, "deals", "stage", None, to=cast.offer.pk, **ALL)
    return BulkJob.objects.get()


@pytest.mark.parametrize("failpoint", ["bulk.after_chunk", "bulk.before_commit"])
def test_a_killed_edit_is_done_once_by_the_next_worker(
    cast: Cast, files: Path, failpoint: str
) -> None:
    insert_deals(cast, MANY)
    job = moved_all(cast)
    assert work(files, f"{failpoint}=kill") == -9
    assert not StageChange.objects.filter(after=cast.offer).exists()
    assert Deal.objects.filter(stage=cast.offer).count() == 0
    end_leases(BulkJob)
    assert work(files) == 0
    job.refresh_from_db()
    assert (job.state, job.changed, job.attempt) == (JobState.DONE, MANY, 2)
    assert StageChange.objects.filter(after=cast.offer).count() == MANY
    assert work(files) == 0
    assert StageChange.objects.filter(after=cast.offer).count() == MANY


def test_nobody_else_takes_a_job_before_its_lease_ends(cast: Cast, files: Path) -> None:
    insert_deals(cast, 300)
    moved_all(cast)
    die_and_work_again(files, "bulk.before_commit")
    assert BulkJob.objects.get().attempt == 2
    assert StageChange.objects.filter(after=cast.offer).count() == 300


def test_a_killed_undo_is_done_once(cast: Cast, files: Path) -> None:
    insert_deals(cast, MANY)
    moved_all(cast)
    assert work(files) == 0
    context: UUID | None = BulkJob.objects.get().context_id
    browser(cast.anna).post(reverse("common:undo", args=[context]))
    assert work(files, "undo.before_commit=kill") == -9
    assert Deal.objects.filter(stage=cast.offer).count() == MANY
    end_leases(UndoJob)
    assert work(files) == 0
    assert UndoJob.objects.get().state == JobState.DONE
    assert Deal.objects.filter(stage=cast.offer).count() == 0
    assert not StageChange.objects.filter(after=cast.offer).exists()


def test_a_killed_export_leaves_one_file(cast: Cast, files: Path) -> None:
    insert_deals(cast, MANY)
    post_export(cast.anna, "deals", "csv", None, view(q="Crowd", columns="name"))
    die_and_work_again(files, "export.before_commit")
    job = ExportJob.objects.get()
    assert (job.state, job.attempt, job.rows) == (JobState.DONE, 2, MANY)
    kept = [path for path in files.rglob("*") if path.is_file()]
    assert [path.name for path in kept] == [job.file_key]
    file = content(browser(cast.anna).get(f"{job.get_absolute_url()}file/"))
    assert file.count(b"\r\n") == MANY + 1
