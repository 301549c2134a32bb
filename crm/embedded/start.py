"""`bin/start`: the servers, the web, the worker and the scheduler under one supervisor."""

import argparse
import http.client
import socket
import sys
import time

from crm.embedded.errors import FolderBusyError, StartError
from crm.embedded.folder import CHECKOUT, DataFolder, open_folder
from crm.embedded.processes import spawn
from crm.embedded.servers import Servers, describe, environment, own_servers, stop_on_signals
from crm.embedded.supervisor import Supervisor, programs

LONGEST_START = 90


def main() -> int:
    options = _options()
    stop_on_signals()
    try:
        folder = open_folder(options.data)
        _start(folder, options)
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        _say("Stopped.")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/start", description="Start the CRM.")
    parser.add_argument("--port", type=int, default=8000, help="where the pages are served (8000)")
    parser.add_argument("--data", help="the data folder (also DATA_DIR)")
    parser.add_argument(
        "--empty",
        action="store_true",
        help="do not load the demonstration company into an empty database",
    )
    return parser.parse_args()


def _start(folder: DataFolder, options: argparse.Namespace) -> None:
    servers = Servers(folder)
    address = f"http://localhost:{options.port}"
    try:
        with own_servers(servers), _listen(options.port) as listener:
            running = describe(servers, "bin/start", address)
            env = environment(folder, running)
            _prepare(folder, env, empty=options.empty)
            with Supervisor(
                folder, servers, programs(folder, listener.fileno()), env
            ) as supervisor:
                _wait_until_served(options.port, supervisor)
                folder.announce(running)
                _welcome(folder, address)
                supervisor.watch()
    except FolderBusyError as error:
        raise StartError(_who_holds(folder)) from error


def _listen(port: int) -> socket.socket:
    """Taken before anything else, and kept for the web process when that is restarted."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        listener.close()
        raise StartError(
            f"Port {port} cannot be used ({error.strerror}). "
            f"Stop the program that uses it, or choose another: bin/start --port {port + 1}"
        ) from error
    listener.listen(512)
    return listener


def _prepare(folder: DataFolder, env: dict[str, str], *, empty: bool) -> None:
    _say("Preparing the database and the pages …")
    folder.log("prepare").unlink(missing_ok=True)
    argv = [sys.executable, "-m", "crm.embedded.prepare", *(["--empty"] if empty else [])]
    process = spawn(
        argv, folder=folder, name="prepare", env=env, cwd=CHECKOUT, dies_with_us_by="TERM"
    )
    if process.wait() != 0:
        raise StartError(f"The database could not be prepared:\n{_tail(folder, 'prepare')}")


def _wait_until_served(port: int, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        supervisor.look()
        if _is_healthy(port):
            return
        time.sleep(0.2)
    raise StartError(f"No page was served in time:\n{_tail(supervisor.folder, 'web')}")


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _welcome(folder: DataFolder, address: str) -> None:
    hint = folder.path / "sign-in.txt"
    _say(f"The CRM is running at {address} (Ctrl-C stops it).")
    _say(f"Data and logs: {folder.path}")
    if hint.exists():
        _say(hint.read_text().strip())
    else:
        _say("The first administrator is made by: bin/manage createsuperuser")


def _who_holds(folder: DataFolder) -> str:
    running = folder.running()
    if running is None:
        return f"The CRM is already starting or stopping on {folder.path}. Try again in a moment."
    if running.program == "bin/start":
        return f"The CRM is already running at {running.address} on {folder.path}."
    who = f"{running.program} (process {running.pid})"
    return f"{who} is using {folder.path}. Start when it has finished."


def _tail(folder: DataFolder, name: str) -> str:
    log = folder.log(name)
    lines = log.read_text(errors="replace").splitlines()[-30:] if log.exists() else []
    return "\n".join([*lines, f"(from {log})"])


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
