"""`bin/manage import_data` as a person meets it in the terminal."""

import json
import logging
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Account
from tests.cast import Cast
from users.models import User

MAPPING: dict[str, Any] = {
    "version": 1,
    "kind": "accounts",
    "columns": {"name": "company", "country": "land", "employees": "staff"},
    "replace": {"country": {"Sverge": "Sverige"}},
    "defaults": {"currency": "SEK"},
}
GOOD = "company;land;staff;note\nA;Sverge;5;x\nÅkerö Hälsovård AB;Sverige;7;y\n"
BAD = "company;land;staff;note\nA;Sverje;many;x\nB;Sverje;5;y\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    data, mapping = tmp_path / "accounts.csv", tmp_path / "mapping.json"
    data.write_text(GOOD)
    mapping.write_text(json.dumps(MAPPING))
    return data, mapping


def run(files: tuple[Path, Path], **options: Any) -> str:
    out = StringIO()
    data, mapping = files
    call_command("import_data", "accounts", str(data), mapping=mapping, stdout=out, **options)
    return out.getvalue()


def test_a_good_import_tells_what_it_did(files: tuple[Path, Path], cast: Cast) -> None:
    text = run(files)
    assert "Import of accounts from accounts.csv" in text
    assert "CSV, encoding UTF-8, separated by semicolon" in text
    assert "Not used: note" in text
    assert "1 row: country “Sverge” became “Sverige”" in text
    assert "1  created" in text
    assert "1  updated" in text
    assert text.endswith("Done.\n")
    assert Account.objects.get(name="A").country == "SE"
    again = run(files)
    assert "Everything was here already; nothing was written." in again


def test_a_dry_run_writes_nothing_and_says_so(files: tuple[Path, Path], cast: Cast) -> None:
    text = run(files, dry_run=True)
    assert "Dry run of accounts" in text
    assert "1  would be created" in text
    assert "this was a dry run" in text
    assert not Account.objects.filter(name="A").exists()


def test_problems_stand_in_a_table_and_end_with_1(files: tuple[Path, Path], cast: Cast) -> None:
    files[0].write_text(BAD)
    out = StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command("import_data", "accounts", str(files[0]), mapping=files[1], stdout=out)
    assert caught.value.code == 1
    lines = [" ".join(line.split()) for line in out.getvalue().splitlines()]
    assert "rows column problem first rows" in lines
    assert "2 land “Sverje” is not known. Nearest known: “Sverige”. 2, 3" in lines
    assert any(line.startswith("1 staff “many” is not a number") for line in lines)
    assert "Nothing was written: a file with problems is not imported in part." in lines


def test_the_person_is_named_or_the_first_administrator(
    files: tuple[Path, Path], cast: Cast
) -> None:
    with pytest.raises(CommandError, match="Nobody here has the address"):
        run(files, email="nobody@x.example")
    with pytest.raises(CommandError, match="Only an administrator"):
        run(files, email=cast.hedda.email)
    run(files, email=cast.ada.email.upper())
    User.objects.filter(role="admin").update(is_active=False)
    with pytest.raises(CommandError, match="There is no administrator yet"):
        run(files)


def test_a_mapping_for_another_file_is_told(files: tuple[Path, Path], cast: Cast) -> None:
    files[0].write_text("firm;land\nA;SE\n")
    with pytest.raises(CommandError) as caught:
        run(files)
    assert "no column “company”" in str(caught.value)
    assert "no column “staff”" in str(caught.value)


def test_one_line_is_logged(
    files: tuple[Path, Path], cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "exchange")
    run(files)
    (record,) = [one for one in caplog.records if one.name.startswith("exchange")]
    assert vars(record)["records_created"] == 1
    assert vars(record)["user"] == cast.ada.pk
