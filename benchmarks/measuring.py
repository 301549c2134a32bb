"""Each page for each person: its time, its SQL, its size; and the floor beside it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse

from benchmarks.cases import Case, cases_for
from benchmarks.client import Client, Times, per_second, timed
from benchmarks.database import Person
from benchmarks.replay import replayed

OK = 200


@dataclass(frozen=True)
class Run:
    """Where the program and the floor are served, and how often each page is asked for."""

    address: str
    floor_address: str
    database_url: str
    sql_file: Path
    count: int
    only: str
    tell: Callable[[str], None]

    @property
    def load_seconds(self) -> float:
        """How long eight connections ask: shorter in a trial."""
        return min(3.0, 0.06 * self.count)


@dataclass(frozen=True)
class Row:
    """`sql_ms`: the page's statements by psycopg2 alone. No `times` where `status` is not 200."""

    case: str
    person: str
    status: int
    times: Times | None = None
    per_second: float = 0
    statements: int = 0
    sql_ms: float = 0
    size: int = 0


def measure(run: Run, people: Sequence[Person]) -> list[Row]:
    """The floor comes before each person and at the end, since a machine's speed changes."""
    rows = []
    for person in people:
        rows.append(measure_floor(run))
        client = Client(run.address)
        client.sign_in(person, reverse("account_login"))
        cases = [case for case in cases_for(person.user) if run.only in case.name]
        rows += [measure_page(run, client, person, case) for case in cases]
    return [*rows, measure_floor(run)]


def measure_floor(run: Run) -> Row:
    client = Client(run.floor_address)
    answer = client.get("/")
    times = timed(client, "/", run.count)
    rate = per_second(client, "/", run.load_seconds)
    run.tell(f"{times.median:7.1f} ms  floor")
    return Row("floor", "", answer.status, times, rate, 1, 0, len(answer.body))


def measure_page(run: Run, client: Client, person: Person, case: Case) -> Row:
    client.reconnect()
    answer = client.get(case.path, **{"X-Benchmark-Sql": "1"})
    if answer.status != OK:
        run.tell(f"{answer.status:>7}     {person.label}: {case.name} {case.path}")
        return Row(case.name, person.label, answer.status)
    statements = json.loads(run.sql_file.read_text())
    times = timed(client, case.path, run.count)
    run.tell(f"{times.median:7.1f} ms  {person.label}: {case.name}")
    return Row(
        case=case.name,
        person=person.label,
        status=answer.status,
        times=times,
        per_second=per_second(client, case.path, run.load_seconds),
        statements=len(statements),
        sql_ms=replayed(run.database_url, statements),
        size=len(answer.body),
    )
