"""The data folder: what lies where in it, and who is using it."""

import fcntl
import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from crm.embedded.errors import FolderBusyError, StartError

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED_STATE = Path("/var/lib/account-manager-crm")
LONGEST_SOCKET_FOLDER = 80  # of the 107 bytes of a socket's path; the rest is PostgreSQL's
PLAIN_PATH = re.compile(r"[\w./+-]+", re.ASCII)


@dataclass(frozen=True)
class Running:
    """What the program that holds the folder wrote about itself."""

    pid: int
    program: str
    address: str
    database_url: str
    redis_url: str


@dataclass(frozen=True)
class DataFolder:
    path: Path

    @property
    def token(self) -> str:
        """On the command line of every process of this folder, so that leftovers are found."""
        return f"crm-data-{_digest(self.path)}"

    @property
    def cluster(self) -> Path:
        return self.path / "postgresql"

    @property
    def redis(self) -> Path:
        return self.path / "redis"

    @property
    def sockets(self) -> Path:
        beside = self.path / "run"
        if len(os.fsencode(beside)) <= LONGEST_SOCKET_FOLDER and PLAIN_PATH.fullmatch(str(beside)):
            return beside
        return Path("/tmp") / f"{self.token}-{os.geteuid()}"  # noqa: S108 - 0700 and its owner is checked

    @property
    def database_url(self) -> str:
        return f"postgres://crm@/crm?host={self.sockets}"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.sockets}/redis.sock?db=0"

    def log(self, name: str) -> Path:
        return self.path / "logs" / f"{name}.log"

    def secret_key(self) -> str:
        """Made once, readable by its owner only."""
        file = self.path / "secret_key"
        if not file.exists():
            _write_private(file, secrets.token_urlsafe(50))
        return file.read_text().strip()

    def running(self) -> Running | None:
        file = self.path / "running.json"
        return Running(**json.loads(file.read_text())) if file.exists() else None

    def announce(self, running: Running) -> None:
        _write_private(self.path / "running.json", json.dumps(asdict(running)))

    def withdraw(self) -> None:
        (self.path / "running.json").unlink(missing_ok=True)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for this process alone; the kernel lets go however the process ends."""
        with locked(self.path / "lock", fcntl.LOCK_EX | fcntl.LOCK_NB):
            self.withdraw()
            try:
                yield
            finally:
                self.withdraw()

    def visit(self, stay: ExitStack) -> Running | None:
        """Become a guest of servers another program runs here: it waits until `stay` is closed.

        None when it does not run them (yet, or any more).
        """
        with ExitStack() as visit:
            visit.enter_context(locked(self.path / "guests", fcntl.LOCK_SH))
            running = self.running()
            if running is not None:
                stay.push(visit.pop_all())
            return running

    def wait_for_guests(self) -> None:
        self.withdraw()
        with locked(self.path / "guests", fcntl.LOCK_EX):
            pass


def open_folder(data: str | None) -> DataFolder:
    """The folder that --data or DATA_DIR names, else the default one; it is made when missing."""
    named = data or os.environ.get("DATA_DIR", "").strip()
    path = Path(named).resolve() if named else _default()
    try:
        for folder in (path, path / "logs"):
            if not folder.exists():
                make_folder(folder)
    except OSError as error:
        raise StartError(f"The data folder {path} cannot be made: {error.strerror}.") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise StartError(f"The data folder {path} is not yours; choose one with --data DIR.")
    return DataFolder(path)


def _default() -> Path:
    if os.geteuid() == 0:
        return SHARED_STATE / _digest(CHECKOUT)
    return CHECKOUT / "data"


def make_folder(folder: Path) -> None:
    """New folders of root may be entered, not listed, by the account that runs the servers."""
    mode = 0o711 if os.geteuid() == 0 else 0o700
    for missing in reversed([folder, *folder.parents]):
        if not missing.exists():
            missing.mkdir(exist_ok=True)
            missing.chmod(mode)


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _write_private(file: Path, text: str) -> None:
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    partial.touch(mode=0o600)
    partial.write_text(text)
    partial.replace(file)


@contextmanager
def locked(file: Path, operation: int) -> Iterator[None]:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, operation)
        except BlockingIOError as error:
            raise FolderBusyError(f"{file.parent} is in use.") from error
        yield
    finally:
        os.close(descriptor)
