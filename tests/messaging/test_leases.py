"""Slow workers, lost workers and a database that goes away: nobody acts on a mail that is not
theirs.
"""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.db.models.functions import Now

from crm.common.jobs import LeaseLostError
from messaging import smtp
from messaging.models import OutboxMail
from messaging.services import queue_mail, send_due, sending
from messaging.states import MailState, Step
from tests.messaging.outbox import draft
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db
LEASE = timedelta(minutes=1)


def _taken() -> OutboxMail:
    queue_mail(draft())
    (mail,) = OutboxMail.objects.take(1, lease=LEASE)
    return mail


def _line(server: MailServer) -> smtp.Conversation:
    return smtp.Conversation(smtp.MailServer(**server.setting), our_name="test")


def _lease_runs_out(mail: OutboxMail) -> None:
    OutboxMail.objects.filter(pk=mail.pk).update(lease_until=Now() - timedelta(seconds=1))


def test_a_mail_that_somebody_holds_is_nobody_elses(smtp_server: MailServer) -> None:
    _taken()
    assert send_due() == 0
    assert smtp_server.accepted == []


def test_a_worker_that_was_too_slow_lets_go_before_the_content(smtp_server: MailServer) -> None:
    mail = _taken()
    _lease_runs_out(mail)
    assert send_due() == 1, "another one has sent it meanwhile"
    line = _line(smtp_server)
    with line, pytest.raises(LeaseLostError):
        sending._hand_over(mail, line, LEASE)
    assert len(smtp_server.accepted) == 1


def test_a_worker_that_was_too_slow_lets_go_before_the_final_dot(
    smtp_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = _taken()
    content = smtp.Conversation.content

    def slowly(line: smtp.Conversation, message: bytes) -> None:
        content(line, message)
        _lease_runs_out(mail)

    monkeypatch.setattr(smtp.Conversation, "content", slowly)
    assert sending._send(mail, _line(smtp_server), LEASE)
    monkeypatch.undo()
    assert smtp_server.accepted == []
    assert send_due() == 1
    assert len(smtp_server.accepted) == 1


def test_an_answer_that_comes_after_all_settles_an_uncertain_mail() -> None:
    mail = _taken()
    sending._advance(mail, LEASE, state=MailState.TRANSMITTING, transmit_started_at=Now())
    sending._advance(mail, LEASE, final_dot_at=Now())
    _lease_runs_out(mail)
    sending.settle_lost()
    mail.refresh_from_db()
    assert mail.state == MailState.UNCERTAIN
    sending._settle(mail, MailState.SENT, Step.ANSWER, "250 ok", sent_at=Now())
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


def test_an_acceptance_is_written_down_once_the_database_is_back(
    smtp_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = queue_mail(draft())
    settle, failures = sending._settle, iter(range(3))

    def away_at_first(*args: object, **changes: object) -> None:
        if next(failures, None) is not None:
            raise OperationalError("the database system is starting up")
        settle(*args, **changes)  # type: ignore[arg-type] # passed on as they came

    monkeypatch.setattr(sending, "_settle", away_at_first)
    monkeypatch.setattr(sending, "DATABASE_PAUSES", (0, 0, 0))
    monkeypatch.setattr("django.db.connection.close", lambda: None)
    send_due()
    mail.refresh_from_db()
    assert (mail.state, len(smtp_server.accepted)) == (MailState.SENT, 1)
