"""Exports of lists: what is shown, to whom it may be seen, small at once and large by a worker."""

import csv
import io
import logging
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from python_calamine import CalamineWorkbook

from accounts.models import Account
from crm.common import files
from crm.common.jobs import JobState
from crm.common.lists import registry
from crm.common.lists.exporting import services
from crm.common.lists.models import BulkJob, ExportJob
from crm.common.lists.tasks import delete_expired_exports, run_list_work
from deals.models import Deal
from tests.cast import CANARY, Cast
from tests.crowds import insert_accounts, insert_deals
from tests.lists.asking import browser, content, edited, post_export, view
from users.models import User

pytestmark = pytest.mark.django_db
Rows = list[list[str]]


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is large is a matter of definition."""
    monkeypatch.setattr(services, "AT_ONCE", 3)


def csv_rows(user: User, key: str, ids: list[int] | None = None, query: str = "") -> Rows:
    text = content(post_export(user, key, "csv", ids, query)).decode("utf-8-sig")
    delimiter = ";" if user.language == "sv" else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def sheet(user: User, key: str, query: str = "") -> list[list[object]]:
    file = io.BytesIO(content(post_export(user, key, "xlsx", None, query)))
    rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    return [list(row) for row in rows]


# --- What is in it ---


def test_an_export_has_columns_filter_and_order_of_the_list(cast: Cast) -> None:
    insert_accounts(cast, 3)
    query = view(columns="name,owner", q="Crowd", sort="-name", cursor="")
    assert csv_rows(cast.anna, "accounts", None, query) == [
        ["Name", "Account manager"],
        ["Crowd 00002", "Anna Ahl"],
        ["Crowd 00001", "Anna Ahl"],
        ["Crowd 00000", "Anna Ahl"],
    ]


def test_only_ticked_records_in_the_order_of_the_list(cast: Cast) -> None:
    first, _second, third = insert_accounts(cast, 3)
    query = view(columns="name", sort="-name")
    rows = csv_rows(cast.anna, "accounts", [first.pk, third.pk, cast.oresund.pk], query)
    assert rows == [["Name"], ["Crowd 00002"], ["Crowd 00000"]]


def test_an_amount_is_a_number_with_its_currency_beside_it(cast: Cast) -> None:
    Deal.objects.filter(pk=cast.akero_deal.pk).update(value=Decimal("-0.50") + 1, currency="EUR")
    query = view(columns="name,value,engaged", q="Åkerö")
    assert sheet(cast.anna, "deals", query) == [
        ["Deal", "Value", "Currency", "Engaged"],
        ["Åkerö förlängning", 0.5, "EUR", date(2026, 1, 15)],
    ]


def test_a_swede_gets_what_swedish_excel_opens(cast: Cast) -> None:
    User.objects.filter(pk=cast.anna.pk).update(language="sv")
    cast.anna.refresh_from_db()
    query = view(columns="name,value,engaged", q="Åkerö")
    rows = csv_rows(cast.anna, "deals", None, query)
    assert rows[1] == ["Åkerö förlängning", "240000,00", "SEK", "2026-01-15"]
    assert rows[0][1:3] == ["Värde", "Valuta"]


def test_names_that_look_like_formulas_are_texts(cast: Cast) -> None:
    Account.objects.filter(pk=cast.akero.pk).update(name='=HYPERLINK("http://x")')
    query = view(columns="name")
    assert ['\'=HYPERLINK("http://x")'] in csv_rows(cast.anna, "accounts", None, query)
    assert ['=HYPERLINK("http://x")'] in sheet(cast.anna, "accounts", query)


@pytest.mark.parametrize("key", ["accounts", "contacts", "deals", "products"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_column_of_every_list_can_be_exported(cast: Cast, key: str, kind: str) -> None:
    names = ",".join(column.name for column in registry.get(key).columns)
    response = post_export(cast.ada, key, kind, None, view(columns=names))
    assert content(response)
    assert response.headers["Content-Disposition"].startswith("attachment")


# --- Who gets it ---


@pytest.mark.parametrize("key", ["accounts", "contacts", "deals", "products"])
def test_no_export_holds_what_one_may_not_see(cast: Cast, key: str) -> None:
    names = ",".join(column.name for column in registry.get(key).columns)
    query = view(columns=names)
    for person in (cast.anna, cast.hedda, cast.rut):
        text = content(post_export(person, key, "csv", None, query)).decode()
        assert CANARY not in text.lower()
    if key != "products":
        assert CANARY in content(post_export(cast.ada, key, "csv", None, query)).decode()


def test_readers_export_what_they_see(cast: Cast) -> None:
    names = [row[0] for row in csv_rows(cast.rut, "accounts")]
    assert "Åkerö Hälsovård AB" in names


def test_an_export_is_noted(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "crm.lists"):
        csv_rows(cast.anna, "accounts")
    job = ExportJob.objects.get()
    assert (job.by, job.list_key, job.rows, job.has_file) == (cast.anna, "accounts", 2, False)
    assert [vars(record)["rows"] for record in caplog.records] == [2]


@pytest.mark.parametrize("sent", [{"format": "pdf"}, {"format": "csv", "view": "nonsense=1"}])
def test_nonsense_is_a_bad_request(cast: Cast, sent: dict[str, str]) -> None:
    response = browser(cast.anna).post("/lists/accounts/export/", {"all": "1", **sent})
    assert response.status_code == 400


# --- Large ones ---


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_large_export_is_made_by_a_worker(cast: Cast, few: None, kind: str) -> None:
    insert_accounts(cast, 4)
    query = view(columns="name", q="Crowd")
    response = post_export(cast.anna, "accounts", kind, None, query)
    job = ExportJob.objects.get()
    assert response.url == job.get_absolute_url()
    page = browser(cast.anna).get(f"{job.get_absolute_url()}file/")
    assert page.status_code == 404
    run_list_work()
    page = browser(cast.anna).get(job.get_absolute_url(), headers={"HX-Request": "true"})
    assert "every 1s" not in page.content.decode()
    assert "4 rows" in page.content.decode()
    file = browser(cast.anna).get(f"{job.get_absolute_url()}file/")
    assert f"Accounts {timezone.localdate()}.{kind}" in file.headers["Content-Disposition"]
    assert content(file)


def test_the_file_of_a_large_export_is_for_its_owner_alone(cast: Cast, few: None) -> None:
    insert_accounts(cast, 4)
    post_export(cast.anna, "accounts", "csv", None)
    run_list_work()
    job = ExportJob.objects.get()
    for person in (cast.hedda, cast.ada, cast.bea):
        assert browser(person).get(f"{job.get_absolute_url()}file/").status_code == 404


def test_whoever_lost_sight_of_a_record_no_longer_gets_the_file(cast: Cast, few: None) -> None:
    accounts = insert_accounts(cast, 4)
    post_export(cast.anna, "accounts", "csv", None)
    run_list_work()
    address = f"{ExportJob.objects.get().get_absolute_url()}file/"
    Account.objects.filter(pk=accounts[0].pk).update(deleted_at=timezone.now())
    assert content(browser(cast.anna).get(address))
    Account.objects.filter(pk=accounts[1].pk).update(owner=cast.bea, team=cast.team_b)
    assert browser(cast.anna).get(address).status_code == 409


def test_a_worker_exports_only_what_is_still_seen(cast: Cast, few: None) -> None:
    accounts = insert_accounts(cast, 4)
    post_export(cast.anna, "accounts", "csv", None, view(columns="name", q="Crowd"))
    Account.objects.filter(pk=accounts[1].pk).update(owner=cast.bea, team=cast.team_b)
    run_list_work()
    job = ExportJob.objects.get()
    file = browser(cast.anna).get(f"{job.get_absolute_url()}file/")
    assert b"Crowd 00001" not in content(file)


def test_files_go_after_some_days(cast: Cast, few: None) -> None:
    insert_accounts(cast, 4)
    post_export(cast.anna, "accounts", "csv", None)
    run_list_work()
    key = ExportJob.objects.get().file_key
    delete_expired_exports()
    assert files.file_exists(key)
    services.delete_expired(at=timezone.now() + services.KEPT + timedelta(minutes=1))
    job = ExportJob.objects.get()
    assert not files.file_exists(key)
    assert (job.has_file, job.record_ids, job.state) == (False, [], JobState.DONE)
    page = browser(cast.anna).get(job.get_absolute_url()).content.decode()
    assert "no longer here" in page


def test_the_order_holds_beyond_one_chunk(cast: Cast) -> None:
    insert_deals(cast, 1200)
    query = view(columns="name", q="Crowd", sort="-name")
    names = [row[0] for row in csv_rows(cast.anna, "deals", None, query)[1:]]
    assert names == [f"Crowd {n:05}" for n in reversed(range(1200))]


def _statements(cast: Cast, query: str) -> int:
    with CaptureQueriesContext(connection) as statements:
        post_export(cast.anna, "deals", "csv", None, query)
    return len(statements)


def test_statements_do_not_grow_with_the_rows_of_a_chunk(cast: Cast) -> None:
    insert_deals(cast, 400)
    assert _statements(cast, view(q="Crowd 0000")) == _statements(cast, view(q="Crowd"))


def test_one_finds_back_to_what_one_asked_for(cast: Cast, few: None) -> None:
    insert_accounts(cast, 4)
    post_export(cast.anna, "accounts", "csv", None)
    address = ExportJob.objects.get().get_absolute_url()
    assert address in browser(cast.anna).get("/lists/work/").content.decode()
    assert address not in browser(cast.ada).get("/lists/work/").content.decode()


# --- Which records are meant is settled when it is asked for ---


def test_ticked_records_count_though_the_filter_no_longer_finds_them(cast: Cast) -> None:
    ticked = [cast.akero.pk, cast.oresund.pk]
    rows = csv_rows(cast.anna, "accounts", ticked, view(columns="name", q="nothing like it"))
    assert rows == [["Name"], [cast.akero.name]]


def test_a_day_that_ends_before_the_worker_comes_takes_no_records_away(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 0)
    Deal.objects.filter(pk=cast.akero_deal.pk).update(expected_close_on=date(2026, 11, 23))
    today = view(where='{"all":[["expected","period","today"]]}')
    with time_machine.travel(datetime(2026, 11, 23, 22, 58, tzinfo=UTC), tick=False):
        post_export(cast.anna, "deals", "csv", None, today)
    with time_machine.travel(datetime(2026, 11, 23, 23, 5, tzinfo=UTC), tick=False):
        run_list_work()
    assert ExportJob.objects.get().rows == 1


def test_a_page_that_asks_how_far_it_is_reads_no_keys(cast: Cast, few: None) -> None:
    """There may be a million of them, and it asks every second."""
    insert_accounts(cast, 10)
    edited(cast.anna, "accounts", "team", None, team="")
    export = post_export(cast.anna, "accounts", "csv", None)
    jobs = [BulkJob.objects.get().get_absolute_url(), export["Location"], "/lists/work/"]
    client = browser(cast.anna)
    with CaptureQueriesContext(connection) as queries:
        assert [client.get(url).status_code for url in jobs] == [200, 200, 200]
    assert not [one for one in queries if "record_ids" in one["sql"] or "versions" in one["sql"]]
