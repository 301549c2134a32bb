"""Named steps at which the fault tests kill, stop or break a process.

Without CRM_FAILPOINTS they do nothing.

CRM_FAILPOINTS="outbox.after_accept=kill;reports.after_freeze=raise" — actions: kill (SIGKILL),
raise, sleep:SECONDS. A name followed by `@FILE` fires once: the file is created first, and an
existing file disarms it.
"""

import os
import signal
import time
from pathlib import Path


class FailpointError(RuntimeError):
    """What the action `raise` raises."""


def failpoint(name: str) -> None:
    armed = os.environ.get("CRM_FAILPOINTS")
    if not armed:
        return
    for entry in armed.split(";"):
        step, _, action = entry.partition("=")
        step, _, once = step.partition("@")
        if step == name and _take(once):
            _act(name, action)


def _take(once: str) -> bool:
    if not once:
        return True
    try:
        Path(once).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _act(name: str, action: str) -> None:
    verb, _, argument = action.partition(":")
    if verb == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif verb == "sleep":
        time.sleep(float(argument))
    else:
        raise FailpointError(name)
