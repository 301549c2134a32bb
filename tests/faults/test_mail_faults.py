"""42 mails, and what can go wrong on their way: none is lost, none doubled, and doubt is shown."""

import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis
from django.db.models.functions import Now

from messaging.models import OutboxMail
from messaging.services import queue_mails
from messaging.states import WAITING, MailState
from tests.faults.processes import (
    broker_url,
    end_leases,
    kill,
    start,
    start_worker,
    tick,
    wait_until,
)
from tests.messaging.outbox import draft
from tests.smtp import MailServer, wait

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def _queue_42() -> None:
    queue_mails([draft(number) for number in range(42)])


def _sender(server: MailServer, failpoints: str = "") -> "subprocess.Popen[bytes]":
    return start("tests.faults.sender", EMAIL_URL=server.url, CRM_FAILPOINTS=failpoints)


def _send_the_rest(server: MailServer) -> None:
    """As the sweep would, once the leases of the lost are over."""
    end_leases(OutboxMail)
    assert _sender(server).wait(timeout=120) == 0


def _states() -> Counter[str]:
    return Counter(OutboxMail.objects.values_list("state", flat=True))


def _assert_each_arrived_once(server: MailServer) -> None:
    assert Counter(server.recipients) == {f"person-{n}@example.com": 1 for n in range(42)}


@pytest.mark.parametrize(
    ("step", "uncertain"),
    [
        ("mail.after_claim", 0),
        ("mail.before_data", 0),
        ("mail.after_dot", 3),
        ("mail.after_accept", 3),
        ("mail.after_commit", 0),
    ],
)
def test_a_worker_killed_three_times_loses_and_doubles_nothing(
    step: str, uncertain: int, smtp_server: MailServer
) -> None:
    _queue_42()
    for _kill in range(3):
        assert _sender(smtp_server, f"{step}=kill").wait(timeout=120) == -signal.SIGKILL
        end_leases(OutboxMail)
    _send_the_rest(smtp_server)
    _assert_each_arrived_once(smtp_server)
    assert _states() == Counter({MailState.SENT: 42 - uncertain, MailState.UNCERTAIN: uncertain})


def test_two_senders_at_once_send_each_mail_once(smtp_server: MailServer) -> None:
    smtp_server.always("dot", wait(0.02))
    _queue_42()
    senders = [_sender(smtp_server), _sender(smtp_server)]
    assert [sender.wait(timeout=120) for sender in senders] == [0, 0]
    _assert_each_arrived_once(smtp_server)
    assert _states() == Counter({MailState.SENT: 42})


def test_a_server_that_puts_off_each_mail_once_gets_each_once(smtp_server: MailServer) -> None:
    smtp_server.first_for_each("rcpt", "451 4.7.1 greylisted, come back later")
    _queue_42()
    assert _sender(smtp_server).wait(timeout=120) == 0
    assert (_states(), smtp_server.accepted) == (Counter({MailState.QUEUED: 42}), [])
    OutboxMail.objects.update(next_try_at=Now())
    assert _sender(smtp_server).wait(timeout=120) == 0
    _assert_each_arrived_once(smtp_server)


def test_a_mail_that_kills_its_worker_each_time_is_set_aside(smtp_server: MailServer) -> None:
    queue_mails([draft(1)])
    for _kill in range(5):
        assert _sender(smtp_server, "mail.before_data=kill").wait(timeout=120) == -signal.SIGKILL
        end_leases(OutboxMail)
    _send_the_rest(smtp_server)
    assert (_states(), smtp_server.accepted) == (Counter({MailState.DEAD: 1}), [])


@contextmanager
def _worker(server: MailServer) -> "Iterator[subprocess.Popen[bytes]]":
    worker = start_worker(EMAIL_URL=server.url, MAIL_LEASE_SECONDS="10")
    try:
        yield worker
    finally:
        kill(worker)


def _none_waits_after_a_tick() -> bool:
    tick("messaging.tasks.send_due_mail", "mail")
    return not any(state in WAITING for state in _states())


def test_redis_emptied_and_the_worker_killed_in_the_middle(smtp_server: MailServer) -> None:
    smtp_server.always("dot", wait(0.05))
    _queue_42()
    with redis.Redis.from_url(broker_url()) as broker:
        broker.flushdb()
        with _worker(smtp_server):
            tick("messaging.tasks.send_due_mail", "mail")
            tick("messaging.tasks.send_due_mail", "mail")
            wait_until(lambda: len(smtp_server.accepted) > 5)
            broker.flushdb()
        assert 5 < len(smtp_server.accepted) < 42
        end_leases(OutboxMail)
        with _worker(smtp_server):
            wait_until(_none_waits_after_a_tick)
        broker.flushdb()
    _assert_each_arrived_once(smtp_server)
    assert _states()[MailState.UNCERTAIN] <= 2, "one for each process that waited for its answer"
