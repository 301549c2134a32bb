"""The web server of production, on the test's database and on collected static files."""

import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.faults.processes import broker_url, kill, start, start_logged

SECONDS_TO_START = 120


@contextmanager
def running_server(folder: Path, log: IO[bytes] | None = None, **special: str) -> Iterator[str]:
    """The address of a gunicorn that runs for the block; `folder` takes the static files.

    `log` takes what it says, `special` is what of its environment differs from production's.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {
        "DEBUG": "0",
        "SITE_URL": address,
        "STATIC_ROOT": str(folder),
        "CACHE_URL": broker_url(),
        "WEB_WORKERS": "1",
        "LOG_LEVEL": "WARNING",
        **special,
    }
    collecting = start("manage", "collectstatic", "--no-input", "--verbosity=0", **environment)
    assert collecting.wait(timeout=SECONDS_TO_START) == 0
    web = ("gunicorn", "--config", "python:crm.web", "--bind", f"127.0.0.1:{port}", "crm.wsgi")
    process = start_logged(log, web, environment)
    try:
        _wait_for(f"{address}/healthz", process)
        yield address
    finally:
        kill(process)


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not _answers(url):
        assert process.poll() is None, "gunicorn ended; its reason stands above"
        assert time.monotonic() < deadline, "gunicorn did not answer in time"
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except OSError:  # refused, reset or, on a busy machine, late
        return False
