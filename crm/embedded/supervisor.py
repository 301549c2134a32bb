"""Keeps web, worker and scheduler running; one that dies is started again, ever more slowly."""

import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from types import TracebackType

from crm.embedded.errors import StartError
from crm.embedded.folder import CHECKOUT, DataFolder
from crm.embedded.processes import ask_to_stop, end_group, see_out, spawn
from crm.embedded.servers import Servers, ignore_signals

LONGEST_PAUSE = 30
STEADY_AFTER = 60
PATIENCE = 15
MOST_SERVER_FAILURES = 5
QUEUES = "default,mail,reports,imports"


@dataclass
class Program:
    name: str
    argv: list[str]
    keep_open: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0
    start_at: float = 0
    failures: int = 0


def programs(folder: DataFolder, listener: int) -> list[Program]:
    """What runs beside the servers; the token on each command line marks it as this folder's."""
    token = folder.token
    python = sys.executable
    celery = [python, "-m", "celery", "--quiet", "-A", "crm"]
    web = [python, "-m", "gunicorn", "--config", "python:crm.web", "--name", token]
    worker = [
        "worker",
        "--hostname",
        f"{token}@localhost",
        "--queues",
        "default,mail,reports,imports",
    ]
    schedule = ["beat", "--schedule", str(folder.path / f"{token}-beat"), "--pidfile="]
    return [
        Program("web", [*web, "--bind", f"fd://{listener}", "crm.wsgi"], keep_open=(listener,)),
        Program("worker", [*celery, *worker, "--concurrency", "2"]),
        Program("scheduler", [*celery, *schedule]),
    ]


@dataclass
class Supervisor:
    folder: DataFolder
    servers: Servers
    programs: list[Program]
    env: dict[str, str]
    server_failures: int = 0
    servers_at: float = 0

    def __enter__(self) -> "Supervisor":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """All are asked at once, then waited for."""
        ignore_signals()
        running = [program.process for program in self.programs if program.process]
        for process in running:
            ask_to_stop(process, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for process in running:
            see_out(process, deadline - time.monotonic())

    def watch(self) -> None:
        while True:
            self.look()
            time.sleep(0.3)

    def look(self) -> None:
        """Start what is not running and may be started by now."""
        self._look_at_servers()
        for program in self.programs:
            if program.process is not None and program.process.poll() is not None:
                self._note_death(program, program.process)
            if program.process is None and time.monotonic() >= program.start_at:
                self._start(program)

    def _look_at_servers(self) -> None:
        if time.monotonic() < self.servers_at:
            return
        for name in self.servers.dead():
            _say(f"{name} ended unexpectedly and is started again; see {self.folder.path}/logs.")
        try:
            self.servers.start()
        except StartError as error:
            self.server_failures += 1
            if self.server_failures == MOST_SERVER_FAILURES:
                raise
            pause = 2**self.server_failures
            self.servers_at = time.monotonic() + pause
            _say(f"{error} Trying again in {pause} s.")
        else:
            self.server_failures = 0

    def _note_death(self, program: Program, process: subprocess.Popen[bytes]) -> None:
        end_group(process)
        steady = time.monotonic() - program.started_at > STEADY_AFTER
        program.failures = 1 if steady else program.failures + 1
        pause = min(2 ** (program.failures - 1), LONGEST_PAUSE)
        program.process, program.start_at = None, time.monotonic() + pause
        _say(
            f"The {program.name} ended unexpectedly (status {process.returncode}) and is started "
            f"again in {pause} s; see {self.folder.log(program.name)}."
        )

    def _start(self, program: Program) -> None:
        program.started_at = time.monotonic()
        program.process = spawn(
            program.argv,
            folder=self.folder,
            name=program.name,
            env=self.env,
            cwd=CHECKOUT,
            keep_open=program.keep_open,
            dies_with_us_by="TERM",
        )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
