"""A Redis server on a Unix socket only. It keeps nothing on disk: a message is only a hint."""

import subprocess
import time

import redis

from crm.embedded.account import Account
from crm.embedded.binaries import redis_program
from crm.embedded.errors import StartError
from crm.embedded.folder import DataFolder
from crm.embedded.processes import spawn


def start_redis(folder: DataFolder, account: Account | None) -> subprocess.Popen[bytes]:
    options = {
        "port": "0",
        "unixsocket": str(folder.sockets / "redis.sock"),
        "unixsocketperm": "700",
        "dir": str(folder.redis),
        "save": "",
        "appendonly": "no",
        "proc-title-template": "{title} " + folder.token,
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return spawn(
        [str(redis_program(account)), *words],
        folder=folder,
        name="redis",
        account=account,
        dies_with_us_by="TERM",
    )


def wait_for_redis(folder: DataFolder, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    with redis.Redis(unix_socket_path=str(folder.sockets / "redis.sock")) as client:
        while process.poll() is None and time.monotonic() < deadline:
            try:
                client.ping()
            except redis.exceptions.ConnectionError:
                time.sleep(0.05)
                continue
            return
    raise StartError(f"Redis did not start; see {folder.log('redis')}.")
