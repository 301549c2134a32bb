"""`bin/manage benchmark`: how fast the program is with a large company."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from benchmarks import browser, database, machine
from benchmarks.client import Client
from benchmarks.imports import imports
from benchmarks.measuring import Run, measure
from benchmarks.serving import collect_static, free_address, program, served
from benchmarks.table import page_table, work_table
from benchmarks.work import Done, create_accounts, deliver_to_all, freeze_for_all
from crm.common import env

WORKER = ["celery", "--quiet", "--app=crm", "worker", "--queues=reports", "--concurrency=2"]


class Command(BaseCommand):
    help = "Measure pages, imports and the monthly run on a database of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", type=int, default=100_000)
        parser.add_argument("--count", type=int, default=50, help="requests a page")
        parser.add_argument("--only", default="", help="pages whose name holds this; no work")
        parser.add_argument("--browser", action="store_true", help="also in a slow browser")
        parser.add_argument("--drop", action="store_true", help="drop the database afterwards")

    def handle(self, *args: Any, **options: Any) -> None:
        name = database.use_database(options["accounts"])
        database.fill(options["accounts"], self.stderr.write)
        with tempfile.TemporaryDirectory(prefix="crm-benchmark-") as folder:
            self._measure(Path(folder), name, options)
        if options["drop"]:
            database.drop_database(name)

    def _measure(self, folder: Path, name: str, options: dict[str, Any]) -> None:
        self.stdout.write(f"{machine.described()}\n")
        address, floor = free_address(), free_address()
        values = {
            **database.environment(name, address),
            "STATIC_ROOT": str(folder / "static"),
            "BENCHMARK_SQL": str(folder / "sql.json"),
        }
        collect_static(values["STATIC_ROOT"], values)
        people = database.people()
        run = Run(
            address=address,
            floor_address=floor,
            database_url=values["DATABASE_URL"],
            sql_file=Path(values["BENCHMARK_SQL"]),
            count=options["count"],
            only=options["only"],
            tell=self.stderr.write,
        )
        with ExitStack() as stay:
            log = stay.enter_context((folder / "log").open("wb"))
            stay.enter_context(served("benchmarks.wsgi", address, values, log))
            plain = {**values, "DJANGO_SETTINGS_MODULE": "benchmarks.floor.settings"}
            stay.enter_context(served("benchmarks.floor.wsgi", floor, plain, log))
            self._write(page_table(measure(run, people)))
            if not run.only:
                client = Client(address)
                client.sign_in(people[0], reverse("account_login"))
                stay.enter_context(program(WORKER, values, log))
                self._write(work_table(list(self._work(client, values, options))))
            if options["browser"]:
                self._write(browser.table(address, people, run))

    def _work(
        self, client: Client, values: dict[str, str], options: dict[str, Any]
    ) -> Iterator[Done]:
        yield create_accounts(client)
        yield from imports(min(10_000, options["accounts"]))
        yield freeze_for_all()
        broker = env.celery_broker(values["REDIS_URL"])
        yield deliver_to_all(broker, self.stderr.write)

    def _write(self, lines: Iterator[str]) -> None:
        for line in lines:
            self.stdout.write(line)
        self.stdout.write("")
