"""`bin/start` as a whole: started twice, killed in every way, stopped."""

import os
import signal
from functools import partial

import pytest

from tests.embedded.conftest import StartedProgram, kill, wait_for

pytestmark = pytest.mark.faults


def test_a_second_start_says_that_it_is_running_and_where(program: StartedProgram) -> None:
    second = program.run()
    said, _ = second.communicate(timeout=120)
    assert second.returncode == 1
    assert f"already running at http://localhost:{program.port}" in said
    assert program.is_healthy()


def _is_renewed(program: StartedProgram, part: str, before: set[int]) -> bool:
    return bool(set(program.parts(part)) - before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_polite_stop_leaves_no_process(program: StartedProgram, number: signal.Signals) -> None:
    os.killpg(program.process.pid, number)
    said, _ = program.process.communicate(timeout=120)
    assert "Stopped." in said
    assert program.process.returncode == 0
    assert program.parts() == []
    assert not program.is_healthy()


def test_a_part_that_is_killed_is_started_again(program: StartedProgram) -> None:
    for part in ("redis", "postgres", "python"):
        before = set(program.parts(part))
        assert before
        for pid in before:
            kill(pid)
        wait_for(partial(_is_renewed, program, part, before), f"another {part}")
        wait_for(program.is_healthy, f"a page after {part} was killed")
    assert program.process.poll() is None


def test_a_killed_supervisor_takes_everything_with_it_and_the_next_start_recovers(
    program: StartedProgram,
) -> None:
    make = "from users.models import User; User.objects.get_or_create(email='kept@example.com')"
    program.manage("shell", "-v0", "-c", make)
    kill(program.process.pid)
    program.process.communicate()
    wait_for(lambda: program.parts() == [], "the end of all processes")
    program.start()
    program.kill_everything()
    program.start()
    count = "from users.models import User; print(User.objects.count())"
    assert program.manage("shell", "-v0", "-c", count).strip() == "1"
