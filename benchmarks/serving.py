"""Production's web server for the time of a measurement: gunicorn, two processes, DEBUG off."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
SECONDS_TO_START = 120


def free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def program(
    argv: list[str], env: Mapping[str, str], log: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m …`, ended with the block, and by the kernel when this process is gone."""
    process = subprocess.Popen(
        ["setpriv", "--pdeathsig", "TERM", "--", sys.executable, "-m", *argv],  # noqa: S607 - found by PATH, as everywhere
        cwd=ROOT,
        env=env,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def served(
    application: str, address: str, env: Mapping[str, str], log: IO[bytes]
) -> Iterator[None]:
    """The WSGI application at the address, once its `/healthz` answers."""
    bind = address.removeprefix("http://")
    argv = ["gunicorn", "--config", "python:crm.web", "--bind", bind, application]
    with program(argv, {"WEB_WORKERS": "2", **env}, log) as process:
        _wait_for(f"{address}/healthz", process)
        yield


def collect_static(folder: str, env: Mapping[str, str]) -> None:
    argv = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(argv, cwd=ROOT, env={**env, "STATIC_ROOT": folder}, check=True)


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{url} did not answer; the log of the run says why.")
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except OSError:  # refused, or too slow
        return False
