"""Processes of their own that work on the test's database, to be killed without mercy."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlencode

from celery import Celery
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from crm.common import env
from crm.common.jobs import LeasedRow
from tests.redis_numbers import broker_number

ROOT = Path(__file__).resolve().parents[2]


def database_url(**other: str) -> str:
    """The address of the test's own database; `HOST` and `PORT` may be those of a proxy."""
    values = connection.settings_dict | other
    who = f"{quote(values['USER'])}:{quote(values['PASSWORD'])}@" if values["USER"] else ""
    where = {"host": values["HOST"], "port": str(values["PORT"])}
    query = urlencode({name: value for name, value in where.items() if value})
    return f"postgres://{who}/{quote(values['NAME'])}?{query}"


def broker_url() -> str:
    """A database of Redis that only this process's tests use, so that it may be emptied."""
    return env.redis_database(settings.REDIS_URL, broker_number())


def start(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """`python -m …` in a process group of its own, which the kernel ends with the tests."""
    return start_logged(None, arguments, environment)


def start_logged(
    log: IO[bytes] | None, arguments: Iterable[str], environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """The same, with what it says in `log`."""
    values = {"DATABASE_URL": database_url(), "REDIS_URL": broker_url(), **environment}
    return subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", "--", sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=os.environ | values,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


def start_worker(queue: str = "mail", **environment: str) -> subprocess.Popen[bytes]:
    """A Celery worker for this queue with two processes."""
    quiet = ("--without-gossip", "--without-mingle", "--loglevel=WARNING")
    worker = ("celery", "--app=crm", "worker", f"--queues={queue}", "--concurrency=2")
    return start(*worker, *quiet, **environment)


def tick(task: str, queue: str) -> None:
    """What the scheduler does every 30 seconds."""
    with Celery(broker=env.celery_broker(broker_url())) as scheduler:
        scheduler.send_task(task, queue=queue)


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9 for the process and all of its children."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=10)


def end_leases(*models: type[LeasedRow]) -> None:
    """The time of those that were killed is over, once nobody else works.

    A short lease instead would also end for a living process that a busy machine keeps waiting.
    """
    for model in models:
        held = model._default_manager.filter(lease_until__isnull=False)
        held.update(lease_until=Now() - timedelta(seconds=1))


def wait_until(true: Callable[[], object], *, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.05)
