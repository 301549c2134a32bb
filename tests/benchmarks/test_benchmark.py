"""The benchmark runs from end to end on a small company; its figures are not judged here."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.faults.processes import ROOT, broker_url, database_url

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def test_it_measures_a_small_company_and_takes_its_database_away(tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "benchmark", "--accounts=40", "--count=1", "--drop"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=_environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for line in ("| floor |", "| board | head of a tenth |", "PDFs drawn and mails queued"):
        assert line in done.stdout
    assert "| answers " not in done.stdout
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE '%_benchmark_40'")
        assert cursor.fetchone() == (0,)


def _environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": database_url(),
        "REDIS_URL": broker_url(),
        "DATA_DIR": str(folder),
    }
