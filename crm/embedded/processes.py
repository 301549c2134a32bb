"""Starting, finding and stopping the processes of a data folder."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath

from crm.embedded.account import Account
from crm.embedded.folder import DataFolder

BIGGEST_LOG = 20 * 1024 * 1024


def spawn(  # noqa: PLR0913 - one place where a process is started, each argument is a fact about it
    argv: list[str],
    *,
    folder: DataFolder,
    name: str,
    dies_with_us_by: str,
    env: Mapping[str, str] | None = None,
    account: Account | None = None,
    cwd: Path | None = None,
    keep_open: Iterable[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own: Ctrl-C at the terminal reaches its supervisor only.

    `dies_with_us_by` is the signal the kernel sends when the supervisor is gone, by kill -9 too.
    """
    log = folder.log(name)
    if log.exists() and log.stat().st_size > BIGGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    change = [] if account is None else account.setpriv()
    log.touch(mode=0o600)
    with log.open("ab") as output:
        return subprocess.Popen(
            ["setpriv", *change, "--pdeathsig", dies_with_us_by, "--", *argv],
            cwd=folder.path if cwd is None else cwd,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"} if env is None else dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=tuple(keep_open),
        )


def ask_to_stop(process: subprocess.Popen[bytes], by: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(by)


def see_out(process: subprocess.Popen[bytes], patience: float) -> None:
    """Wait for a process that was asked to stop; then end it and what is left of its group."""
    try:
        process.wait(max(patience, 0))
    except subprocess.TimeoutExpired:
        process.kill()
    end_group(process)
    process.wait()


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the process group of a child."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def leftovers(folder: DataFolder, program: str = "") -> list[int]:
    """Processes with the folder's token on their command line, which needs no right to read.

    With `program` only those whose name begins so.
    """
    others = (entry for entry in Path("/proc").iterdir() if entry.name.isdecimal())
    return [int(entry.name) for entry in others if _is_marked(entry, folder.token, program)]


def kill_leftovers(folder: DataFolder, program: str = "") -> None:
    deadline = time.monotonic() + 10
    while (left := leftovers(folder, program)) and time.monotonic() < deadline:
        _signal_all(left, signal.SIGKILL)
        time.sleep(0.05)


def _is_marked(process: Path, token: str, program: str) -> bool:
    try:
        if os.geteuid() not in {0, process.stat().st_uid} or process.name == str(os.getpid()):
            return False
        line = os.fsdecode((process / "cmdline").read_bytes())
    except (FileNotFoundError, ProcessLookupError):
        return False
    name = PurePath(line.split("\0", 1)[0]).name
    return name.startswith(program) and re.search(rf"\b{token}\b", line) is not None


def stop_leftovers(folder: DataFolder, patience: float = 10) -> int:
    """Stop what a killed supervisor left; only for whoever holds the folder. Returns how many."""
    found = leftovers(folder)
    _signal_all(found, signal.SIGINT)  # PostgreSQL: fast shutdown
    _signal_all(found, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while leftovers(folder) and time.monotonic() < deadline:
        time.sleep(0.1)
    kill_leftovers(folder)
    return len(found)


def _signal_all(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue
