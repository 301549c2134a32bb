"""A PostgreSQL server in the data folder, on a Unix socket only."""

import shutil
import subprocess
import time
from pathlib import Path

import psycopg2

from crm.embedded.account import Account, give
from crm.embedded.binaries import postgres_programs
from crm.embedded.errors import StartError
from crm.embedded.folder import DataFolder
from crm.embedded.processes import kill_leftovers, spawn

MAJOR_VERSION = "18"
# Memory files instead of /dev/shm, which containers keep at 64 MB.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "dynamic_shared_memory_type": "mmap",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "jit": "off",  # compiling a statement takes longer than running it here
}
WITHOUT_DURABILITY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start_postgres(
    folder: DataFolder, account: Account | None, *, durable: bool
) -> subprocess.Popen[bytes]:
    programs = postgres_programs(account)
    if not folder.cluster.exists():
        _initialise(folder, programs, account)
    _require_version(folder)
    kill_leftovers(folder, "postgres")  # backends outlive a killed server until they notice
    _remove_stale_locks(folder)
    settings = SETTINGS | ({} if durable else WITHOUT_DURABILITY)
    settings |= {"unix_socket_directories": str(folder.sockets), "cluster_name": folder.token}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return spawn(
        [str(programs / "postgres"), "-D", str(folder.cluster), *options],
        folder=folder,
        name="postgresql",
        account=account,
        dies_with_us_by="INT",  # a fast shutdown
    )


def wait_for_postgres(folder: DataFolder, process: subprocess.Popen[bytes]) -> None:
    """Until it answers (recovery may take its time); then make the database if it is missing."""
    deadline = time.monotonic() + 300
    while process.poll() is None and time.monotonic() < deadline:
        try:
            connection = psycopg2.connect(host=str(folder.sockets), user="crm", dbname="postgres")
        except psycopg2.OperationalError:
            time.sleep(0.1)
            continue
        _create_database(connection)
        return
    raise StartError(f"PostgreSQL did not start; see {folder.log('postgresql')}.")


def _create_database(connection: "psycopg2.extensions.connection") -> None:
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'crm'")
        if cursor.fetchone() is None:
            cursor.execute("CREATE DATABASE crm")
    connection.close()


def _initialise(folder: DataFolder, programs: Path, account: Account | None) -> None:
    """Make the cluster aside and rename it, so that a killed start leaves no half of one."""
    partial = folder.path / "postgresql.partial"
    if partial.exists():
        shutil.rmtree(partial)
    give(account, partial)
    argv = [str(programs / "initdb"), "-D", str(partial), "--username=crm", "--auth=trust"]
    argv += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
    argv += ["--builtin-locale=C.UTF-8", "--set", "dynamic_shared_memory_type=mmap"]
    process = spawn(
        argv, folder=folder, name="postgresql", account=account, dies_with_us_by="KILL"
    )
    if process.wait() != 0:
        raise StartError(f"The database could not be made; see {folder.log('postgresql')}.")
    partial.rename(folder.cluster)


def _require_version(folder: DataFolder) -> None:
    found = (folder.cluster / "PG_VERSION").read_text().strip()
    if found != MAJOR_VERSION:
        raise StartError(
            f"{folder.cluster} was made by PostgreSQL {found}, and this program brings "
            f"{MAJOR_VERSION}. Restore a dump into a new folder (docs/operations.md)."
        )


def _remove_stale_locks(folder: DataFolder) -> None:
    """Lock files of a killed server; only for whoever holds the folder and stopped the rest."""
    pidfile = folder.cluster / "postmaster.pid"
    if pidfile.exists():
        pid = pidfile.read_text().split("\n", 1)[0].strip()
        if _is_server_of(pid, folder.cluster):
            raise StartError(
                f"PostgreSQL (process {pid}), started by hand, uses {folder.cluster}. Stop it."
            )
    for file in (pidfile, *folder.sockets.glob(".s.PGSQL.*")):
        file.unlink(missing_ok=True)


def _is_server_of(pid: str, cluster: Path) -> bool:
    try:
        words = Path("/proc", pid, "cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:
        return False
    return Path(words[0].decode()).name == "postgres" and str(cluster).encode() in words
