"""One mail, one conversation with a real server: the row says what is known afterwards."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from crm.common.mails import MailPart
from messaging.models import OutboxMail
from messaging.services import queue_mail, queue_mails, send_due, send_one
from messaging.states import MailState, Step
from tests.messaging.outbox import PIXEL, content, draft
from tests.smtp import CUT, MailServer, wait

pytestmark = pytest.mark.django_db


def _make_due(mail: OutboxMail) -> None:
    OutboxMail.objects.filter(pk=mail.pk).update(next_try_at=Now())


def _outcomes(mail: OutboxMail) -> list[str]:
    return list(mail.attempts.values_list("outcome", flat=True))


def test_a_mail_arrives_as_it_was_written(smtp_server: MailServer) -> None:
    mail = queue_mail(draft())
    assert send_due() == 1
    mail.refresh_from_db()
    assert (mail.state, mail.last_reply) == (MailState.SENT, "250 kept as 1")
    assert mail.sent_at is not None
    message = smtp_server.accepted[0].message
    assert message["Subject"] == "Juni: 3 affärer vunna"
    assert message["To"] == "person-1@example.com"
    assert message["Message-ID"] == mail.message_id
    text = message.get_body(("plain",))
    assert text is not None
    assert text.get_content().splitlines() == ["Hej Åsa!", ".", "En punkt ensam på sin rad."]
    assert [part.get_filename() for part in message.iter_attachments()] == ["rapport åäö.pdf"]
    picture = next(part for part in message.walk() if part["Content-ID"] == "<chart>")
    assert picture.get_content() == PIXEL


def test_many_mails_share_one_connection(smtp_server: MailServer) -> None:
    queue_mails([draft(number) for number in range(5)])
    assert send_due() == 5
    assert (smtp_server.connections, len(smtp_server.accepted)) == (1, 5)


def test_without_a_mail_server_mails_wait(settings: Settings) -> None:
    settings.EMAIL_SERVER = None
    mail = queue_mail(draft())
    assert send_due() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.attempt) == (MailState.QUEUED, 0)


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "dot"])
def test_a_mail_put_off_is_tried_again_with_the_same_message_id(
    smtp_server: MailServer, step: str
) -> None:
    smtp_server.once(step, "451 4.3.0 come back later")
    mail = queue_mail(draft())
    send_due()
    mail.refresh_from_db()
    assert (mail.state, mail.attempt) == (MailState.QUEUED, 1)
    assert mail.last_reply == "451 4.3.0 come back later"
    assert send_due() == 0, "its time has not come"
    _make_due(mail)
    send_due()
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert [accepted.message["Message-ID"] for accepted in smtp_server.accepted] == [
        mail.message_id
    ]
    assert _outcomes(mail) == [MailState.QUEUED, MailState.SENT]


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "dot"])
def test_a_refused_mail_fails_at_once_and_the_next_one_goes_out(
    smtp_server: MailServer, step: str
) -> None:
    smtp_server.once(step, "550 5.1.1 unknown here")
    refused, fine = queue_mails([draft(1), draft(2)])
    assert send_due() == 2
    refused.refresh_from_db()
    fine.refresh_from_db()
    assert (refused.state, fine.state) == (MailState.FAILED, MailState.SENT)
    assert smtp_server.recipients == ["person-2@example.com"]


@pytest.mark.parametrize("step", ["connect", "rcpt", "body"])
def test_a_connection_cut_before_the_final_dot_is_no_delivery(
    smtp_server: MailServer, step: str
) -> None:
    smtp_server.once(step, CUT)
    big = MailPart("big.bin", bytes(8_000_000), "application/octet-stream")
    mail = queue_mail(draft(content=content(attachments=(big,))))
    send_due()
    mail.refresh_from_db()
    assert (mail.state, smtp_server.accepted) == (MailState.QUEUED, [])
    _make_due(mail)
    send_due()
    assert smtp_server.recipients == ["person-1@example.com"]


def test_a_connection_cut_after_the_final_dot_leaves_it_uncertain(smtp_server: MailServer) -> None:
    smtp_server.once("dot", CUT)
    mail = queue_mail(draft())
    send_due()
    mail.refresh_from_db()
    assert mail.state == MailState.UNCERTAIN
    _make_due(mail)
    send_due()
    assert len(smtp_server.accepted) == 1, "it is not sent again by itself"


def test_an_answer_that_comes_late_counts(smtp_server: MailServer) -> None:
    smtp_server.once("dot", wait(0.5))
    mail = queue_mail(draft())
    send_due()
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


def test_no_answer_in_time_leaves_it_uncertain(
    smtp_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("messaging.smtp.ANSWER_SECONDS", 0.2)
    smtp_server.once("dot", wait(1))
    mail = queue_mail(draft())
    send_due()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts.get().step) == (MailState.UNCERTAIN, Step.ANSWER)


def test_a_server_that_closes_a_kept_connection_is_called_again(smtp_server: MailServer) -> None:
    smtp_server.once("mail", wait(0), "421 too many mails on this line")
    queue_mails([draft(1), draft(2)])
    assert send_due() == 2
    assert (smtp_server.connections, len(smtp_server.accepted)) == (2, 2)


def test_a_server_that_is_gone_lets_the_other_mails_wait_untouched(
    smtp_server: MailServer,
) -> None:
    smtp_server.stop()
    first, second = queue_mails([draft(1), draft(2)])
    assert send_due() == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.attempts.get().step) == (MailState.QUEUED, Step.CONNECT)
    assert (second.state, second.attempt) == (MailState.QUEUED, 0)


def test_a_server_that_refuses_us_is_no_fault_of_the_mail(smtp_server: MailServer) -> None:
    smtp_server.once("connect", "554 5.7.1 no service for you")
    mail = queue_mail(draft())
    send_due()
    mail.refresh_from_db()
    assert mail.state == MailState.QUEUED


def test_one_mail_is_sent_ahead_of_the_queue(smtp_server: MailServer) -> None:
    queue_mails([draft(1), draft(2)])
    urgent = queue_mail(draft(3))
    assert (send_one(urgent.pk), smtp_server.recipients) == (1, ["person-3@example.com"])
    assert send_one(urgent.pk) == 0, "a sent mail is not sent again"


def test_a_mail_is_given_up_after_48_hours(smtp_server: MailServer) -> None:
    smtp_server.always("rcpt", "451 later")
    mail = queue_mail(draft())
    OutboxMail.objects.filter(pk=mail.pk).update(first_try_at=Now() - timedelta(hours=48))
    send_due()
    mail.refresh_from_db()
    assert mail.state == MailState.DEAD


def test_a_domain_with_other_letters_is_written_in_ascii(smtp_server: MailServer) -> None:
    queue_mail(draft(to="asa@exämple.com"))
    send_due()
    assert smtp_server.recipients == ["asa@xn--exmple-cua.com"]
