"""An import from upload to undo, as pages ask for it and a worker carries it out."""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db.models.functions import Now
from django.test import Client

from accounts.models import Account, Sector
from crm.common.errors import BusinessRuleError
from crm.common.files import delete_file, file_exists, path_of, save_stream
from crm.common.history import history_context
from crm.common.jobs import Progress
from crm.common.models import Route
from crm.common.undo import undo
from exchange import services
from exchange.models import ImportJob, Phase
from exchange.readers import ReadError
from tests.cast import Cast
from tests.exchange.import_jobs import ACCOUNTS, AT, checked, imported, told, uploaded, worked


def names() -> set[str]:
    return set(Account.objects.values_list("name", flat=True))


def test_an_upload_brings_a_first_mapping(cast: Cast) -> None:
    job = uploaded(cast.ada)
    assert (job.phase, job.kind, job.file_name) == (Phase.DRAFT, "accounts", "accounts.csv")
    assert job.mapping["columns"] == {
        "name": "account",
        "sector": "sector",
        "annual_revenue": "revenue",
    }
    assert job.mapping["numbers"] == {"decimal": ".", "group": ""}


def test_the_list_shows_an_import_that_was_only_uploaded(
    cast: Cast, client_of: Callable[[Any], Client]
) -> None:
    job = uploaded(cast.ada)
    page = client_of(cast.ada).get("/import/")
    assert page.status_code == 200
    assert job.get_absolute_url() in page.content.decode()


def test_a_dry_run_tells_and_writes_nothing(cast: Cast) -> None:
    before = names()
    job = checked(cast.ada)
    assert (job.phase, told(job)) == (Phase.CHECKED, [])
    assert job.report is not None
    assert job.report["counts"]["created"] == 2
    assert names() == before


def test_an_import_writes_what_the_dry_run_told(cast: Cast) -> None:
    job = imported(cast.ada, multiply={"annual_revenue": "1000000"})
    assert job.phase == Phase.IMPORTED
    made = Account.objects.get(name="South Pumps AB")
    assert (made.sector, made.annual_revenue) == (cast.sector, Decimal(22_250_000))


def test_problems_stand_in_the_way_until_they_are_mapped(cast: Cast) -> None:
    text = ACCOUNTS.replace("Vård", "Vard")
    job = checked(cast.ada, text)
    assert (job.phase, told(job)) == (Phase.PROBLEMS, [("sector", "unknown", 2)])
    assert job.report is not None
    assert job.report["problems"][0]["nearest"] == "Vård"
    with pytest.raises(BusinessRuleError, match="dry run"):
        services.ask_for_import(job.pk, by=cast.ada, at=AT)
    services.add_replacements(job.pk, {"sector": {"Vard": "Vård"}}, by=cast.ada, at=AT)
    services.ask_for_check(job.pk, by=cast.ada, at=AT)
    assert worked(job).phase == Phase.CHECKED


def test_an_undo_takes_rows_and_declarations_back(cast: Cast) -> None:
    before, sectors = names(), set(Sector.objects.values_list("name", flat=True))
    text = ACCOUNTS.replace("Vård", "Fiske")
    job = imported(cast.ada, text, declare={"sectors": ["Fiske"]})
    assert Sector.objects.filter(name="Fiske").exists()
    services.ask_for_undo(job.pk, by=cast.ada, at=AT)
    assert worked(job).phase == Phase.UNDONE
    assert names() == before
    assert set(Sector.objects.values_list("name", flat=True)) == sectors
    with pytest.raises(BusinessRuleError, match="cannot be undone"):
        services.ask_for_undo(job.pk, by=cast.ada, at=AT)


def test_an_undo_names_what_was_changed_since_and_leaves_all_as_it_is(cast: Cast) -> None:
    job = imported(cast.ada)
    with history_context(by=cast.anna, route=Route.PAGE):
        Account.objects.filter(name="South Pumps AB").update(city="Uppsala")
    services.ask_for_undo(job.pk, by=cast.ada, at=AT)
    job = worked(job)
    assert job.phase == Phase.IMPORTED
    assert "South Pumps AB" in job.error
    assert "Nordic Tools AB" in names()


def test_an_undo_says_what_of_the_old_is_taken_by_now(cast: Cast) -> None:
    Account.objects.create(name="Nordic Tools AB", external_id="A-1", org_number="5560360793")
    text = "id,number,account\nA-1,5566778899,Nordic Tools AB\n"
    columns = {"external_id": "id", "org_number": "number", "name": "account"}
    job = imported(cast.ada, text, columns=columns, defaults={"currency": "SEK"})
    assert job.phase == Phase.IMPORTED
    with history_context(by=cast.anna, route=Route.PAGE):
        Account.objects.create(name="Another AB", org_number="5560360793")
    services.ask_for_undo(job.pk, by=cast.ada, at=AT)
    job = worked(job)
    assert job.phase == Phase.IMPORTED
    assert job.error == "There is already an account with this number."


def test_an_undo_among_the_recent_changes_is_one_of_the_import(cast: Cast) -> None:
    job, other = imported(cast.ada), imported(cast.ada, ACCOUNTS.replace("Nordic", "Baltic"))
    assert job.context_id
    undo(job.context_id, by=cast.ada, at=AT)
    phases = [ImportJob.objects.get(pk=one.pk).phase for one in (job, other)]
    assert phases == [Phase.UNDONE, Phase.IMPORTED]


def test_an_undo_tells_how_far_it_is(cast: Cast) -> None:
    job = imported(cast.ada)
    services.ask_for_undo(job.pk, by=cast.ada, at=AT)
    steps: list[tuple[int, int]] = []
    with patch.object(Progress, "step", lambda progress, *step: steps.append(step)):
        assert worked(job).phase == Phase.UNDONE
    assert steps
    assert steps[-1][0] == steps[-1][1] > 0


def test_an_import_without_changes_can_be_undone_to_nothing(cast: Cast) -> None:
    imported(cast.ada)
    again = imported(cast.ada)
    assert again.report is not None
    assert again.report["counts"]["unchanged"] == 2
    services.ask_for_undo(again.pk, by=cast.ada, at=AT)
    assert worked(again).phase == Phase.UNDONE
    assert "South Pumps AB" in names()


def test_a_file_of_the_same_make_gets_the_mapping_that_went_in(cast: Cast) -> None:
    imported(cast.ada, columns={"name": "account"}, multiply={})
    job = uploaded(cast.ada, "REVENUE,Account,Sector\n1,A,B\n".replace("REVENUE", "revenue"))
    assert job.mapping["columns"].get("name") is None  # “Account” is another name for a column
    same = uploaded(cast.ada, "revenue,account,sector\n1,A,B\n")
    assert same.mapping["columns"] == {"name": "account"}
    services.suggest_again(same.pk, by=cast.ada, at=AT)
    same.refresh_from_db()
    assert set(same.mapping["columns"]) == {"name", "sector", "annual_revenue"}


def test_another_separator_makes_other_columns(cast: Cast) -> None:
    job = uploaded(cast.ada, "name;city|country\nA;B|C\n")
    assert job.header == ["name", "city|country"]
    services.read_again(job.pk, {"separator": "|"}, by=cast.ada, at=AT)
    job.refresh_from_db()
    assert job.header == ["name;city", "country"]
    assert job.mapping["file"] == {"separator": "|"}


def test_what_is_no_table_is_not_kept(cast: Cast, own_files: Path) -> None:
    for text in ("<html><table><tr><td>x</table>", "%PDF-1.7\n%", "\x7fELF\x02\x01", ""):
        with pytest.raises(ReadError):
            uploaded(cast.ada, text)
    assert [path for path in own_files.rglob("*") if path.is_file()] == []


def test_a_cancelled_import_never_runs_and_keeps_no_file(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    job = checked(cast.ada)
    services.ask_for_import(job.pk, by=cast.ada, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        services.cancel_import(job.pk, by=cast.ada, at=AT)
    assert worked(job).phase == Phase.CANCELLED
    assert not file_exists(job.file_key)
    assert "South Pumps AB" not in names()


def test_what_ran_cannot_be_changed_or_cancelled(cast: Cast) -> None:
    job = imported(cast.ada)
    with pytest.raises(BusinessRuleError):
        services.change_mapping(job.pk, {"columns": {}}, by=cast.ada, at=AT)
    with pytest.raises(BusinessRuleError):
        services.cancel_import(job.pk, by=cast.ada, at=AT)


def test_a_lost_worker_is_followed_by_another(cast: Cast) -> None:
    job = uploaded(cast.ada)
    services.ask_for_check(job.pk, by=cast.ada, at=AT)
    (lost,) = ImportJob.objects.claim(1, lease=timedelta(seconds=30))
    assert worked(job).phase == Phase.CHECKING
    ImportJob.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert worked(job).phase == Phase.CHECKED
    assert not lost.finish(at=AT)


def test_a_lost_file_is_told(cast: Cast) -> None:
    job = checked(cast.ada)
    services.ask_for_import(job.pk, by=cast.ada, at=AT)
    delete_file(job.file_key)
    job = worked(job)
    assert (job.phase, "Upload it again" in job.error) == (Phase.PROBLEMS, True)


def test_a_file_whose_writer_was_lost_goes_and_those_of_rows_stay(cast: Cast) -> None:
    job = uploaded(cast.ada)
    lost, young = (save_stream([b"x"], limit=9).key for _number in range(2))
    two_days_ago = time.time() - 2 * 86_400
    for key in (job.file_key, lost):
        os.utime(path_of(key), (two_days_ago, two_days_ago))
    services.delete_old_uploads(at=AT)
    assert [file_exists(key) for key in (job.file_key, lost, young)] == [True, False, True]


def test_old_uploads_go_and_reports_stay(cast: Cast) -> None:
    done, draft, new = imported(cast.ada), uploaded(cast.ada), uploaded(cast.ada)
    later = AT + timedelta(days=15)
    ImportJob.objects.filter(pk=new.pk).update(changed_at=later)
    assert services.delete_old_uploads(at=later) == 2
    assert not file_exists(done.file_key)
    assert not file_exists(draft.file_key)
    assert file_exists(new.file_key)
    done.refresh_from_db()
    draft.refresh_from_db()
    assert (done.phase, draft.phase) == (Phase.IMPORTED, Phase.CANCELLED)
    assert done.report is not None
    assert services.delete_old_uploads(at=later) == 0
