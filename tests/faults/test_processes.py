"""The processes of the fault tests themselves: apart from each other, and gone with the tests."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.processes import ROOT, broker_url, wait_until
from tests.redis_numbers import PAIRS, broker_number, cache_number

STARTS_ONE = """
import sys, django
django.setup()
from tests.faults.processes import start
child = start("http.server", "0", "--bind", "127.0.0.1", PYTHONUNBUFFERED="1")
print(child.pid, flush=True)
child.wait()
"""


def test_no_two_workers_share_a_database_of_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers, urls = set(), set()
    for place in range(PAIRS):
        monkeypatch.setenv("PYTEST_XDIST_WORKER", f"gw{place}")
        numbers |= {cache_number(), broker_number()}
        urls.add(broker_url())
    assert len(urls) == PAIRS
    assert numbers == set(range(2, 16)), "apart from each other and from the installation's 0, 1"
    monkeypatch.setenv("PYTEST_XDIST_WORKER", f"gw{PAIRS}")
    with pytest.raises(AssertionError, match="share databases"):
        broker_url()


@pytest.mark.faults
def test_a_process_dies_with_the_tests_that_were_killed() -> None:
    """As a cancelled run's gunicorn should; the kernel sees to it."""
    tests = subprocess.Popen(
        [sys.executable, "-c", STARTS_ONE],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "crm.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert tests.stdout
    with tests, tests.stdout as output:
        child = int(output.readline())
        wait_until(lambda: b"http.server" in _program(child))
        tests.send_signal(signal.SIGKILL)
    wait_until(lambda: not _program(child))


def _program(pid: int) -> bytes:
    """Its command line; nothing when it is gone, or dead and not yet buried."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
