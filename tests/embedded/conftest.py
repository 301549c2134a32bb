"""A data folder of its own for each test, and the program started on it as a person would."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from crm.embedded.folder import CHECKOUT, DataFolder, open_folder
from crm.embedded.processes import kill_leftovers, leftovers

OUR_VARIABLES = ("DATABASE_URL", "REDIS_URL", "CACHE_URL", "SECRET_KEY", "SITE_URL", "DATA_DIR")


@dataclass
class StartedProgram:
    """`bin/start --empty` on a folder."""

    folder: DataFolder
    port: int
    process: subprocess.Popen[str] = field(init=False)

    def start(self) -> None:
        self.process = self.run()
        wait_for(self._has_started, "the start", 300)

    def _has_started(self) -> bool:
        assert self.process.poll() is None, self.process.communicate()[0]
        return self.folder.running() is not None and self.is_healthy()

    def run(self, *options: str) -> subprocess.Popen[str]:
        argv = [sys.executable, "-m", "crm.embedded.start", "--data", str(self.folder.path)]
        return subprocess.Popen(
            [*argv, "--port", str(self.port), "--empty", *options],
            cwd=CHECKOUT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def manage(self, *words: str) -> str:
        argv = [sys.executable, "-m", "crm.embedded.run", "--data", str(self.folder.path)]
        argv += [sys.executable, str(CHECKOUT / "manage.py"), *words]
        done = subprocess.run(argv, cwd=CHECKOUT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/healthz", timeout=5
            ) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def parts(self, program: str = "") -> list[int]:
        return leftovers(self.folder, program)

    def kill_everything(self) -> None:
        for pid in [self.process.pid, *self.parts()]:
            kill(pid)
        self.process.communicate()


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def wait_for(condition: Callable[[], bool], what: str, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(autouse=True)
def _no_servers_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OUR_VARIABLES:
        monkeypatch.delenv(name, raising=False)


@contextmanager
def new_folder() -> Iterator[DataFolder]:
    """Below /tmp, where the servers' account can reach it; pytest's own folders are private."""
    path = Path(tempfile.mkdtemp(prefix="crm-embedded-", dir="/tmp"))
    path.chmod(0o711)
    folder = open_folder(str(path / "data"))
    yield folder
    kill_leftovers(folder)
    shutil.rmtree(path)


@pytest.fixture
def folder() -> Iterator[DataFolder]:
    with new_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def used_folder() -> Iterator[DataFolder]:
    """Its database is migrated once; each test starts on what the one before left."""
    with new_folder() as folder:
        yield folder


@pytest.fixture
def program(used_folder: DataFolder) -> Iterator[StartedProgram]:
    program = StartedProgram(used_folder, free_port())
    program.start()
    yield program
    program.kill_everything()
