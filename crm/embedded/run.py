"""Run one command with the servers: `bin/manage` and `bin/test`."""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crm.embedded.errors import StartError
from crm.embedded.folder import DataFolder, open_folder
from crm.embedded.servers import (
    DEFAULT_ADDRESS,
    Servers,
    any_servers,
    describe,
    environment,
    ignore_signals,
    own_servers,
    stop_on_signals,
    urls_given,
)


def main() -> int:
    throw_away, data, command = _arguments(sys.argv[1:])
    stop_on_signals()
    try:
        with _prepared(throw_away=throw_away, data=data) as env:
            return _run(command, env)
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _arguments(argv: list[str]) -> tuple[bool, str | None, list[str]]:
    """What is ours may stand anywhere on the line; the rest is the command."""
    parser = argparse.ArgumentParser(allow_abbrev=False, add_help=False)
    parser.add_argument("--throw-away", action="store_true")
    parser.add_argument("--data")
    known, command = parser.parse_known_args(argv)
    return known.throw_away, known.data, command


@contextmanager
def _prepared(*, throw_away: bool, data: str | None) -> Iterator[dict[str, str]]:
    if throw_away:
        with _throw_away_folder() as folder:
            servers = Servers(folder, durable=False)
            with own_servers(servers):
                yield environment(folder, describe(servers, "bin/test", DEFAULT_ADDRESS))
        return
    folder = open_folder(data)
    if urls_given():
        yield environment(folder, describe(Servers(folder), "bin/manage", DEFAULT_ADDRESS))
        return
    with any_servers(folder, "bin/manage") as running:
        yield environment(folder, running)


@contextmanager
def _throw_away_folder() -> Iterator[DataFolder]:
    """A folder in /tmp, which every account can reach, where TMPDIR may be private to root."""
    parent = "/tmp" if os.geteuid() == 0 else None  # noqa: S108 - mkdtemp makes a folder of our own in it
    with tempfile.TemporaryDirectory(prefix="crm-test-", dir=parent) as name:
        Path(name).chmod(0o711)
        yield open_folder(name)


def _run(command: list[str], env: dict[str, str]) -> int:
    """Ctrl-C at a terminal reaches the command by itself; other signals are handed on to it."""
    process = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", "--", *command], env=env)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: process.send_signal(received))
    status = process.wait()
    ignore_signals()  # what follows is the end of the servers
    return status


if __name__ == "__main__":
    raise SystemExit(main())
