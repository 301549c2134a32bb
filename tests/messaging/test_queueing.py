"""Writing mails: once per key, with the change they tell of, and nothing that could forge a
header.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.db.models.functions import Now
from pytest_django import DjangoAssertNumQueries, Settings

from crm.common.errors import BusinessRuleError
from crm.common.mails import MailPart
from messaging import suppression
from messaging.models import OutboxAttachment, OutboxMail
from messaging.queries import mail_states
from messaging.services import queue_mail, queue_mails, resend_mail, send_due
from messaging.services.deciding import next_key
from messaging.states import MailState
from tests.cast import Cast
from tests.messaging.outbox import content, draft, to_user
from tests.smtp import MailServer
from users.models import User


@pytest.mark.django_db
def test_of_two_drafts_with_one_key_one_mail_is_written() -> None:
    first = queue_mail(draft(content=content(subject="first")))
    second, other = queue_mails([draft(content=content(subject="second")), draft(2)])
    assert (second, second.subject) == (first, "first")
    assert queue_mails([draft(3), draft(3)])[0].attachments.count() == 2
    assert OutboxMail.objects.count() == 3
    assert (OutboxAttachment.objects.count(), other.attachments.count()) == (6, 2)


@pytest.mark.django_db
def test_a_mail_is_written_with_the_change_or_not_at_all() -> None:
    with transaction.atomic():
        queue_mail(draft())
        transaction.set_rollback(True)
    assert not OutboxMail.objects.exists()


@pytest.mark.django_db
def test_a_set_of_mails_costs_the_same_whatever_its_size(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for numbers in (range(2), range(100, 110)):
        with django_assert_num_queries(5):  # savepoint, mails, mails, files, savepoint
            queue_mails([draft(number) for number in numbers])


@pytest.mark.django_db
def test_the_message_id_is_of_our_domain(settings: Settings) -> None:
    settings.SITE_URL = "https://crm.example.se:8443"
    assert re.fullmatch(r"<[0-9a-f-]{36}@crm\.example\.se>", queue_mail(draft()).message_id)


@pytest.mark.parametrize(
    "broken",
    [
        {"to": "a@example.com\r\nBcc: b@example.com"},
        {"to": "nobody"},
        {"to": "a@example.com, b@example.com"},
        {"content": content(subject="Hello\nBcc: b@example.com")},
        {"content": content(subject="Hello\u2028Bcc: b@example.com")},
        {"content": content(subject="x" * 501)},
        {"content": content(text="NUL \0")},
        {"content": content(html="\ud800")},
        {"content": content(attachments=(MailPart("a\r\nb.pdf", b"", "application/pdf"),))},
        {"content": content(attachments=(MailPart("a.pdf", b"", "text/html\r\nX: y"),))},
        {"content": content(pictures=(MailPart("a.png", b"", "image/png", "a>\r\nX: y"),))},
    ],
    ids=str,
)
def test_what_could_forge_a_header_or_break_a_mail_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(BusinessRuleError):
        draft(**broken)


def _leaves(cast: Cast) -> None:
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)


def _account_goes_to_the_other_team(cast: Cast) -> None:
    type(cast.akero)._base_manager.filter(pk=cast.akero.pk).update(owner=cast.bea)
    cast.akero_deal.delete()
    type(cast.akero_deal)._base_manager.filter(account=cast.akero).delete()


def _account_is_deleted(cast: Cast) -> None:
    type(cast.akero)._base_manager.filter(pk=cast.akero.pk).update(deleted_at=Now())


@pytest.mark.parametrize("happens", [None, _leaves, _account_is_deleted])
@pytest.mark.django_db
def test_a_mail_is_held_back_when_its_reason_is_gone(
    happens: Callable[[Cast], None] | None, cast: Cast, smtp_server: MailServer
) -> None:
    mail = queue_mail(to_user(cast.anna, about=cast.akero, account=cast.akero))
    if happens:
        happens(cast)
    send_due()
    mail.refresh_from_db()
    assert mail.state == (MailState.SUPPRESSED if happens else MailState.SENT)
    assert len(smtp_server.accepted) == (0 if happens else 1)


@pytest.mark.django_db
def test_a_mail_about_what_one_may_not_see_is_held_back(
    cast: Cast, smtp_server: MailServer
) -> None:
    mail = queue_mail(to_user(cast.anna, about=cast.oresund))
    send_due()
    mail.refresh_from_db()
    assert (mail.state, smtp_server.accepted) == (MailState.SUPPRESSED, [])


@pytest.mark.django_db
def test_a_room_can_hold_mails_back(
    smtp_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suppression, "_checks", [])
    suppression.register(lambda mail: "Not now." if "2" in mail.dedupe_key else None)
    queue_mails([draft(1), draft(2)])
    send_due()
    assert smtp_server.recipients == ["person-1@example.com"]
    assert OutboxMail.objects.get(state=MailState.SUPPRESSED).last_reply == "Not now."


@pytest.mark.django_db
def test_one_sees_the_mails_to_oneself_about_what_one_may_see(cast: Cast) -> None:
    about_own, about_foreign, about_nothing, _to_bea = queue_mails(
        [
            to_user(cast.anna, 1, about=cast.akero),
            to_user(cast.anna, 2, about=cast.oresund),
            to_user(cast.anna, 3),
            to_user(cast.bea, 4),
        ]
    )
    assert set(OutboxMail.objects.visible_to(cast.anna)) == {about_own, about_nothing}
    assert not OutboxMail.objects.visible_to(cast.hedda).exists()
    assert OutboxMail.objects.visible_to(cast.ada).count() == 4
    files = OutboxAttachment.objects.visible_to(cast.anna)
    assert not files.filter(mail=about_foreign).exists()


@pytest.mark.django_db
def test_the_states_of_the_mails_about_some_records(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mail = queue_mail(to_user(cast.anna, about=cast.akero))
    OutboxMail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=Now())
    again = resend_mail(mail, by=cast.ada)
    model, ids = type(cast.akero), [cast.akero.pk, cast.oresund.pk]
    mail_states(model, ids)
    with django_assert_num_queries(1):
        states = mail_states(model, ids)
    assert [(status.pk, status.state) for status in states[cast.akero.pk]] == [
        (mail.pk, MailState.SENT),
        (again.pk, MailState.QUEUED),
    ]
    assert states[cast.oresund.pk] == []


def test_the_keys_of_resends_count_on() -> None:
    assert next_key("report:1") == "report:1:resend-1"
    assert next_key("report:1:resend-9") == "report:1:resend-10"
