"""The June 2017 run over real SMTP: 42 messages, whatever happens on the way.

One import of the real data serves all scenes; what a scene made is cleared away after it.
"""

import email.policy
import signal
import subprocess
import time
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

import pytest
import redis
from django.db.models.functions import Now
from django.test import Client, override_settings
from django.urls import reverse

from messaging.models import OutboxMail
from messaging.states import MailState
from reports.models import MonthlyReport, ReportDelivery, ReportRecords
from tests.faults.processes import broker_url, end_leases, kill, start, tick, wait_until
from tests.maven import folder, import_all
from tests.smtp import CUT, MailServer
from users.models import User

pytestmark = [
    pytest.mark.faults,
    pytest.mark.sample_data,
    pytest.mark.timeout(1800),
    pytest.mark.django_db(transaction=True),
]
RUN = ("manage", "monthly_reports", "--month", "2017-06", "--send")
KILLED_AT = [
    "reports.after_freeze",
    "reports.after_claim",
    "reports.after_render",
    "reports.after_queue",
    "reports.before_commit",
    "mail.after_claim",
    "mail.before_data",
    "mail.after_dot",
    "mail.after_accept",
    "mail.after_commit",
]
IN_DOUBT = {"mail.after_dot": 1, "mail.after_accept": 1}


class House:
    """The installation that the processes of a scene work on."""

    def __init__(self, server: MailServer, failpoints: str = "") -> None:
        self.environment = {
            "BASE_CURRENCY": "USD",
            "EMAIL_URL": server.url,
            "LOG_LEVEL": "ERROR",
            "CRM_FAILPOINTS": failpoints,
        }

    def run(self) -> "subprocess.Popen[bytes]":
        return start(*RUN, **self.environment)

    def work(self) -> "subprocess.Popen[bytes]":
        return start("tests.faults.reporter", **self.environment)

    def worker(self) -> "subprocess.Popen[bytes]":
        queues = ("--queues=default,mail,reports", "--concurrency=2")
        quiet = ("--without-gossip", "--without-mingle", "--loglevel=WARNING")
        return start("celery", "--app=crm", "worker", *queues, *quiet, **self.environment)

    def work_until_done(self) -> None:
        """As sweep after sweep would, each after the leases of the one before."""
        for _sweep in range(5):
            assert self.work().wait(timeout=120) in {0, -signal.SIGKILL}
            if settled():
                return
            OutboxMail.objects.update(next_try_at=Now())
            end_leases(OutboxMail, ReportDelivery)
        raise AssertionError(f"not settled: {states()}")


def states() -> Counter[str]:
    return Counter(OutboxMail.objects.values_list("state", flat=True))


def settled() -> bool:
    waiting = OutboxMail.objects.exclude(state__in=[MailState.SENT, MailState.UNCERTAIN])
    open_work = ReportDelivery.objects.exclude(state="done")
    return OutboxMail.objects.count() == 42 and not waiting.exists() and not open_work.exists()


def clear(server: MailServer) -> None:
    for model in (OutboxMail, ReportRecords, ReportDelivery, MonthlyReport):
        model.objects.all().delete()
    server.accepted.clear()


def assert_42(server: MailServer) -> None:
    people = User.objects.values_list("email", flat=True)
    assert len(people) == 42
    assert Counter(server.recipients) == dict.fromkeys(people, 1)
    editions = Counter(MonthlyReport.objects.values_list("edition", flat=True))
    assert editions == {"manager": 35, "head": 6, "company": 1}


def mail_to(server: MailServer, name: str) -> EmailMessage:
    address = User.objects.get(full_name=name).email
    content = next(mail.content for mail in server.accepted if mail.recipient == address)
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def both_texts(message: EmailMessage) -> list[str]:
    bodies = [message.get_body([kind]) for kind in ("plain", "html")]
    return [str(body.get_content()) for body in bodies if body]


def test_june_makes_42_messages_whatever_happens(
    smtp_server: MailServer, subtests: pytest.Subtests, tmp_path: Path
) -> None:
    with override_settings(BASE_CURRENCY="USD"):
        User.objects.create_superuser("ada@crm.example", "Ada Admin")
        import_all(folder())
    with subtests.test("started twice at once, two workers at once"):
        started_twice_at_once(smtp_server)
        says_the_facts_of_june(smtp_server)
        a_second_run_sends_nothing(smtp_server)
    for step in KILLED_AT:
        clear(smtp_server)
        with subtests.test("killed", step=step):
            killed_at(step, smtp_server, tmp_path / step)
    clear(smtp_server)
    with subtests.test("Redis emptied in the middle"):
        redis_is_emptied_in_the_middle(smtp_server)
    clear(smtp_server)
    with subtests.test("the server says 451 the first time"):
        the_server_says_451_first(smtp_server)
    clear(smtp_server)
    with subtests.test("the line breaks after the final dot"):
        the_line_breaks_after_the_dot(smtp_server)


def started_twice_at_once(server: MailServer) -> None:
    house = House(server)
    runs = [house.run(), house.run()]
    assert [run.wait(timeout=120) for run in runs] == [0, 0]
    workers = [house.work(), house.work()]
    assert [worker.wait(timeout=120) for worker in workers] == [0, 0]
    house.work_until_done()
    assert_42(server)
    assert states() == {MailState.SENT: 42}


def says_the_facts_of_june(server: MailServer) -> None:
    for name, value in (
        ("Darcel Schlecht", "122,127"),
        ("Daniell Hammack", "111,830"),
        ("Wilburn Farren", "7,669"),
        ("Ada Admin", "1,338,466"),
    ):
        message = mail_to(server, name)
        assert value in message["Subject"]
        assert all(value in text for text in both_texts(message))
        assert [part.get_content_type() for part in message.iter_attachments()] == [
            "application/pdf"
        ]
    for text in both_texts(mail_to(server, "Carl Lin")):
        assert "No deals were open, won or lost in June 2017" in text


def a_second_run_sends_nothing(server: MailServer) -> None:
    house = House(server)
    assert house.run().wait(timeout=120) == 0
    assert house.work().wait(timeout=120) == 0
    assert_42(server)


def killed_at(step: str, server: MailServer, once: Path) -> None:
    house = House(server, f"{step}@{once}=kill")
    if house.run().wait(timeout=120) == -signal.SIGKILL:
        assert not MonthlyReport.objects.filter(frozen_at__isnull=False).exists()
        assert house.run().wait(timeout=120) == 0
    house.work_until_done()
    assert once.exists(), "nothing was killed"
    assert_42(server)
    doubt = IN_DOUBT.get(step, 0)
    assert states() == Counter({MailState.SENT: 42 - doubt, MailState.UNCERTAIN: doubt})


def redis_is_emptied_in_the_middle(server: MailServer) -> None:
    house = House(server)
    assert house.run().wait(timeout=120) == 0
    with redis.Redis.from_url(broker_url()) as broker:
        broker.flushdb()
        worker = house.worker()
        try:
            tick("reports.tasks.make_due_reports", "reports")
            wait_until(lambda: OutboxMail.objects.count() > 10)
            broker.flushdb()
            wait_until(_settled_after_a_tick)
        finally:
            kill(worker)
            broker.flushdb()
    assert_42(server)


def _settled_after_a_tick() -> bool:
    tick("reports.tasks.make_due_reports", "reports")
    tick("messaging.tasks.send_due_mail", "mail")
    time.sleep(1)
    return settled()


def the_server_says_451_first(server: MailServer) -> None:
    server.first_for_each("rcpt", "451 4.7.1 greylisted, come back later")
    house = House(server)
    assert house.run().wait(timeout=120) == 0
    house.work_until_done()
    assert_42(server)
    assert states() == {MailState.SENT: 42}


def the_line_breaks_after_the_dot(server: MailServer) -> None:
    server.once("dot", CUT)
    house = House(server)
    assert house.run().wait(timeout=120) == 0
    house.work_until_done()
    assert_42(server)
    assert states() == {MailState.SENT: 41, MailState.UNCERTAIN: 1}
    in_doubt = OutboxMail.objects.get(state=MailState.UNCERTAIN)
    assert in_doubt.recipient_user is not None
    client = Client()
    client.force_login(User.objects.get(email="ada@crm.example"))
    page = client.get(reverse("messaging:outbox_list"), {"state": MailState.UNCERTAIN})
    assert in_doubt.recipient_user.full_name in page.content.decode()
