"""Work beyond a page: creating an account, an import, the monthly run for everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter, sleep

from celery import Celery
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account
from benchmarks.client import Client
from crm.common.days import business_day
from crm.common.months import previous_month
from messaging.models import OutboxMail
from reports.models import MonthlyReport, ReportDelivery
from reports.services import freeze_month, request_reports, requests_for

CREATED = 20
NAME = "Mätningens Prov AB"
LONGEST_RUN = 600


@dataclass(frozen=True)
class Done:
    what: str
    count: int
    unit: str
    seconds: float


def create_accounts(client: Client) -> Done:
    """The form sent twenty times; the median of one. What was created is taken away again."""
    path = reverse("accounts:account_create")
    token = client.token(path)
    seconds = []
    for number in range(CREATED):
        values = {"name": f"{NAME} {number}", "lifecycle": "prospect", "currency": "SEK"}
        answer = client.post(path, {**values, "add_anyway": "on", "country": "SE"}, token)
        if answer.status != 302:
            raise RuntimeError(f"The account was not created: {answer.status}.")
        seconds.append(answer.seconds)
    created = Account.all_objects.filter(name__startswith=NAME)
    created.delete()
    return Done("create an account (POST, median)", 1, "account", median(seconds))


def freeze_for_all() -> Done:
    """The figures of everybody's report on the last month, computed and kept. An earlier run is
    taken away first.
    """
    now = timezone.now()
    month = previous_month(business_day(now))
    with transaction.atomic():
        OutboxMail.objects.filter(dedupe_key__startswith="report:").delete()
        ReportDelivery.objects.all().delete()
        MonthlyReport.objects.all().delete()
    begun = perf_counter()
    reports = request_reports(month, requests_for(month), send=True, at=now)
    freeze_month(month, at=now)
    return Done("figures computed and frozen", len(reports), "reports", perf_counter() - begun)


def deliver_to_all(broker: str, tell: Callable[[str], None]) -> Done:
    """From the tick until each PDF is drawn and each mail stands in the outbox."""
    waiting = ReportDelivery.objects.exclude(state="done")
    count = waiting.count()
    begun = perf_counter()
    with Celery(broker=broker) as scheduler:
        for _worker in range(2):
            scheduler.send_task("reports.tasks.make_due_reports", queue="reports")
    while (left := waiting.count()) and perf_counter() - begun < LONGEST_RUN:
        sleep(0.2)
    seconds = perf_counter() - begun
    if left:
        tell(f"{left} reports were not drawn in {seconds:.0f} s.")
    return Done("PDFs drawn and mails queued, two workers", count - left, "mails", seconds)
