"""The two servers together: started, lent to a second program, stopped."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from crm.embedded.account import Account, give, require_reach, server_account
from crm.embedded.errors import FolderBusyError
from crm.embedded.folder import DataFolder, Running
from crm.embedded.postgres import start_postgres, wait_for_postgres
from crm.embedded.processes import ask_to_stop, see_out, stop_leftovers
from crm.embedded.redis_server import start_redis, wait_for_redis

DEFAULT_ADDRESS = "http://localhost:8000"
LONGEST_START = 120
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Servers:
    """The embedded servers of a folder; one whose URL is in the environment is not started."""

    folder: DataFolder
    durable: bool = True
    postgres: subprocess.Popen[bytes] | None = None
    redis: subprocess.Popen[bytes] | None = None
    account: Account | None = field(init=False)

    def __post_init__(self) -> None:
        self.account = None if urls_given() else server_account(self.folder.cluster)

    @property
    def database_url(self) -> str:
        return os.environ.get("DATABASE_URL", "").strip() or self.folder.database_url

    @property
    def redis_url(self) -> str:
        return os.environ.get("REDIS_URL", "").strip() or self.folder.redis_url

    def start(self) -> None:
        """Start what is not running; after kill -9 of a server this is also its restart."""
        require_reach(self.account, self.folder.path)
        give(self.account, self.folder.sockets)
        if not os.environ.get("DATABASE_URL", "").strip() and not _alive(self.postgres):
            self.postgres = start_postgres(self.folder, self.account, durable=self.durable)
            wait_for_postgres(self.folder, self.postgres)
        if not os.environ.get("REDIS_URL", "").strip() and not _alive(self.redis):
            give(self.account, self.folder.redis)
            self.redis = start_redis(self.folder, self.account)
            wait_for_redis(self.folder, self.redis)

    def dead(self) -> list[str]:
        """Names of servers that were started and have ended."""
        started = {"PostgreSQL": self.postgres, "Redis": self.redis}
        return [
            name for name, process in started.items() if process and process.poll() is not None
        ]

    def stop(self) -> None:
        if self.redis is not None:
            ask_to_stop(self.redis, signal.SIGTERM)
            see_out(self.redis, patience=5)
        if self.postgres is not None:
            ask_to_stop(self.postgres, signal.SIGINT)
            see_out(self.postgres, patience=30)
        if self.folder.sockets.parent != self.folder.path:
            shutil.rmtree(self.folder.sockets, ignore_errors=True)


def urls_given() -> bool:
    return all(os.environ.get(name, "").strip() for name in ("DATABASE_URL", "REDIS_URL"))


@contextmanager
def own_servers(servers: Servers) -> Iterator[None]:
    """Hold the folder, clear up after a killed start, run the servers during the block."""
    folder = servers.folder
    with folder.held():
        stop_leftovers(folder)
        try:
            servers.start()
            yield
        finally:
            servers.stop()
            stop_leftovers(folder)


@contextmanager
def any_servers(folder: DataFolder, program: str) -> Iterator[Running]:
    """The servers that run on the folder already, else our own, stopped when nobody uses them."""
    deadline = time.monotonic() + LONGEST_START
    with ExitStack() as stay:
        while (running := folder.visit(stay)) is None:
            try:
                servers = Servers(folder)
                stay.enter_context(own_servers(servers))
                running = describe(servers, program, DEFAULT_ADDRESS)
                folder.announce(running)
                stay.callback(folder.wait_for_guests)
            except FolderBusyError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
        yield running


def stop_on_signals() -> None:
    """A polite end by any signal runs the `finally` blocks, as Ctrl-C does."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.default_int_handler)


def ignore_signals() -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def describe(servers: Servers, program: str, address: str) -> Running:
    return Running(os.getpid(), program, address, servers.database_url, servers.redis_url)


def environment(folder: DataFolder, running: Running) -> dict[str, str]:
    """The caller's environment with what the settings need; what the caller set stays."""
    computed = {
        "DATABASE_URL": running.database_url,
        "REDIS_URL": running.redis_url,
        "SITE_URL": running.address,
        "DJANGO_SETTINGS_MODULE": "crm.settings",
        "PYTHONUNBUFFERED": "1",
    }
    if not os.environ.get("SECRET_KEY"):
        computed["SECRET_KEY"] = folder.secret_key()
    given = {name: value for name, value in os.environ.items() if value.strip()}
    return computed | given | {"DATA_DIR": str(folder.path)}


def _alive(process: subprocess.Popen[bytes] | None) -> bool:
    return process is not None and process.poll() is None
