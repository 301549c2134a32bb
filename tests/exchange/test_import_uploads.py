"""Uploads of any kind: what is taken, what is refused, and that nothing of it is kept or run."""

import json
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from crm.common import uploads
from exchange import services
from exchange.models import ImportJob
from tests.cast import Cast
from tests.exchange.import_jobs import ACCOUNTS, AT, checked, told, uploaded, worked

CREATE = "/import/new/"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def ada(cast: Cast, client_of: Callable[..., Client]) -> Client:
    return client_of(cast.ada)


def send(client: Client, content: bytes, name: str = "data.csv", kind: str = "accounts") -> Any:
    return client.post(CREATE, {"kind": kind, "file": SimpleUploadedFile(name, content)})


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_taken_and_kept_once(ada: Client, own_files: Path) -> None:
    answer = send(ada, ACCOUNTS.encode())
    job = ImportJob.objects.get()
    assert answer.url == reverse("exchange:import_file", args=[job.pk])
    assert [path.name for path in stored(own_files)] == [job.file_key]
    assert job.file_size == len(ACCOUNTS.encode())


def test_what_is_too_large_is_told_and_not_kept(
    ada: Client, own_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_UPLOAD", 1000)
    monkeypatch.setattr("exchange.forms.upload.MAX_UPLOAD", 1000)
    answer = send(ada, b"x" * 1500)
    assert (answer.status_code, stored(own_files)) == (422, [])
    assert "larger than 1000\u00a0B" in answer.content.decode()
    assert not ImportJob.objects.exists()


def test_many_files_at_once_are_not_taken(
    ada: Client, own_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "READ_PAST", 2500)
    files = {f"file{number}": SimpleUploadedFile("a.csv", b"x" * 1000) for number in range(3)}
    last = SimpleUploadedFile("a.csv", ACCOUNTS.encode())
    answer = ada.post(CREATE, {"kind": "accounts", **files, "file": last})
    assert (answer.status_code, stored(own_files)) == (422, [])


def test_a_file_in_any_other_request_is_kept_nowhere(
    cast: Cast, client_of: Callable[..., Client], own_files: Path
) -> None:
    file = SimpleUploadedFile("data.csv", b"x" * 100_000)
    for client, address in (
        (client_of(cast.ada), "/accounts/new/"),
        (client_of(cast.anna), CREATE),
        (Client(), CREATE),
        (Client(), "/auth/login/"),
    ):
        client.post(address, {"kind": "accounts", "file": file})
        file.seek(0)
    assert stored(own_files) == []
    assert not ImportJob.objects.exists()


def bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (8 << 20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.xlsx", bomb()),
        ("bomb.csv", bomb()),
        ("text.xlsx", b"name\nA\n"),
        ("old.csv", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 100),
        ("page.csv", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("picture.csv", b'<?xml version="1.0"?><svg onload="alert(1)"/>'),
        ("polyglot.csv", b"GIF89a=1;<script>alert(1)</script>,\n"),
        ("program.csv", b"MZ\x90\0" + b"\0" * 100),
        ("nothing.csv", b"\n\n"),
        ("twice.csv", b"name,name\nA,B\n"),
        ("packed.csv", struct.pack("<4sI", b"PK\x03\x04", 7)),
    ],
)
def test_what_is_no_plain_table_is_refused_and_not_kept(
    ada: Client, own_files: Path, name: str, content: bytes
) -> None:
    answer = send(ada, content, name)
    assert answer.status_code in {409, 422}
    assert stored(own_files) == []
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/cron.d/evil.csv", "evil.csv"),
        (f"{SCRIPT}.csv", "script>.csv"),
        ("=1+1.csv", "=1+1.csv"),
    ],
)
def test_a_file_name_is_a_text_and_no_path(
    ada: Client, own_files: Path, name: str, kept: str
) -> None:
    send(ada, ACCOUNTS.encode(), name)
    job = ImportJob.objects.get()
    assert job.file_name == kept
    assert {path.parent.parent for path in stored(own_files)} == {own_files}


def test_scripts_in_names_headers_and_cells_are_shown_as_text(cast: Cast, ada: Client) -> None:
    text = f"name,{SCRIPT}\n{SCRIPT},{SCRIPT}\n"
    job = checked(
        cast.ada,
        text,
        columns={"name": "name", "sector": SCRIPT},
        replace={"sector": {SCRIPT: f"{SCRIPT}2"}},
    )
    ImportJob.objects.filter(pk=job.pk).update(file_name=f"{SCRIPT}.csv")
    for route in ("detail", "file", "columns", "details", "values"):
        body = ada.get(reverse(f"exchange:import_{route}", args=[job.pk])).content.decode()
        assert SCRIPT not in body, route
        assert "&lt;script&gt;" in body, route


def test_no_cell_of_the_problems_is_a_formula(cast: Cast, ada: Client) -> None:
    evil = "=HYPERLINK(1)"
    job = checked(cast.ada, f"name,sector\nA,{evil}\nB,+1+1\n")
    answer = ada.get(reverse("exchange:import_problems", args=[job.pk]))
    body = answer.content.decode("utf-8-sig")
    assert answer["Content-Disposition"].startswith("attachment")
    assert f"'{evil}" in body
    assert "'+1+1" in body
    assert f";{evil}" not in body


def test_a_mapping_file_is_taken_as_on_the_command_line(cast: Cast, ada: Client) -> None:
    job = uploaded(cast.ada)
    document = {"version": 1, "kind": "accounts", "columns": {"name": "account"}}
    url = reverse("exchange:import_mapping_load", args=[job.pk])
    file = SimpleUploadedFile("accounts.json", json.dumps(document).encode())
    assert ada.post(url, {"mapping": file}).status_code == 302
    answer = ada.get(reverse("exchange:import_mapping", args=[job.pk]))
    assert json.loads(answer.content) == document


def test_each_fault_of_a_mapping_file_is_told(cast: Cast, ada: Client) -> None:
    job = uploaded(cast.ada)
    url = reverse("exchange:import_mapping_load", args=[job.pk])
    document = {"version": 1, "kind": "accounts", "columns": {"nam": "account", "cty": "x"}}
    file = SimpleUploadedFile("accounts.json", json.dumps(document).encode())
    answer = ada.post(url, {"mapping": file})
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "“nam” is not known" in body
    assert "“cty” is not known" in body
    for broken in (b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000):
        assert ada.post(url, {"mapping": SimpleUploadedFile("m.json", broken)}).status_code == 422


@pytest.mark.parametrize(
    "note",
    ['"\\u0000"', '"\\ud800"', "NaN", "1e999", "9" * 5000],
    ids=["nul", "lone surrogate", "nan", "endless", "digits"],
)
def test_a_mapping_that_no_database_can_keep_is_told(cast: Cast, ada: Client, note: str) -> None:
    job = uploaded(cast.ada)
    url = reverse("exchange:import_mapping_load", args=[job.pk])
    columns = '"columns": {"name": "account"}'
    text = f'{{"version": 1, "kind": "accounts", {columns}, "note": {note}}}'
    answer = ada.post(url, {"mapping": SimpleUploadedFile("m.json", text.encode())})
    assert answer.status_code == 422
    assert "not valid JSON" in answer.content.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_nul_in_a_cell_is_a_problem_of_its_row(cast: Cast, ada: Client, encoding: str) -> None:
    text = "account,city\nAl\0pha AB,Lund\nBeta AB,Umeå\n"
    assert send(ada, text.encode(encoding)).status_code == 302
    job = ImportJob.objects.get()
    page = ada.get(reverse("exchange:import_file", args=[job.pk])).content.decode()
    assert "Al\ufffdpha AB" in page
    services.change_mapping(job.pk, {"defaults": {"currency": "SEK"}}, by=cast.ada, at=AT)
    services.ask_for_check(job.pk, by=cast.ada, at=AT)
    assert [code for _column, code, _count in told(worked(job))] == ["nul"]
    for name in ("import_detail", "import_problems"):
        assert ada.get(reverse(f"exchange:{name}", args=[job.pk])).status_code == 200
