"""The core pages in a slow browser: a process of its own, since Playwright is no part of the
program and is only there where it is tested.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence

from benchmarks.cases import cases_for
from benchmarks.client import Client
from benchmarks.database import Person
from benchmarks.measuring import Run
from benchmarks.serving import ROOT

CORE = ("home", "account list", "account page", "deal list", "board", "search, with a typo")


def table(address: str, people: Sequence[Person], run: Run) -> Iterator[str]:
    """Largest contentful paint, interaction to next paint, layout shift, what came; all cold."""
    yield "| page | who | LCP s | INP ms | CLS | kB | requests |"
    yield "|---|---|---:|---:|---:|---:|---:|"
    for person in people:
        client = Client(address)
        client.sign_in(person, "/auth/login/")
        for case in cases_for(person.user):
            if case.name not in CORE:
                continue
            run.tell(f"browser: {person.label}: {case.name}")
            seen = _look(address, case.path, client.cookies["sessionid"])
            yield (
                f"| {case.name} | {person.label} | {seen['lcp'] / 1000:.2f} | {seen['inp']:.0f} "
                f"| {seen['cls']:.3f} | {seen['bytes'] / 1000:.0f} | {seen['requests']:.0f} |"
            )


def _look(address: str, path: str, session: str) -> dict[str, float]:
    argv = [sys.executable, "-m", "benchmarks.vitals", address, path, session]
    done = subprocess.run(argv, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout)
    return found
