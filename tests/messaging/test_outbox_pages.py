"""The outbox as administrators see it."""

from collections.abc import Callable

from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from messaging.models import OutboxMail
from messaging.services import queue_mail, queue_mails
from messaging.states import MailState
from tests.cast import Cast
from tests.messaging.outbox import PIXEL, content, draft, to_user
from users.models import User

ClientOf = Callable[[User], Client]


def _page(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(f"messaging:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def _uncertain(cast: Cast) -> OutboxMail:
    mail = queue_mail(to_user(cast.anna))
    OutboxMail.objects.filter(pk=mail.pk).update(
        state=MailState.UNCERTAIN, transmit_started_at=Now(), final_dot_at=Now()
    )
    return mail


def test_without_a_server_the_page_says_so_and_shows_the_mails(
    cast: Cast, client_of: ClientOf, settings: Settings
) -> None:
    settings.EMAIL_SERVER = None
    mail = queue_mail(to_user(cast.anna))
    page = _page(client_of(cast.ada), "outbox_list")
    assert "No mail server is set" in page
    assert mail.subject in page
    assert "En punkt ensam på sin rad." in _page(client_of(cast.ada), "outbox_detail", mail.pk)


def test_the_list_is_narrowed_by_state_recipient_and_day(cast: Cast, client_of: ClientOf) -> None:
    queue_mails(
        [
            to_user(cast.anna, 1, content=content(subject="To Anna")),
            to_user(cast.bea, 2, content=content(subject="To Bea")),
        ]
    )
    OutboxMail.objects.filter(recipient_user=cast.bea).update(state=MailState.DEAD)
    ada = client_of(cast.ada)
    assert "To Bea" not in _page(ada, "outbox_list", state="queued")
    assert "To Anna" not in _page(ada, "outbox_list", q=cast.bea.email)
    assert "No mail matches" in _page(ada, "outbox_list", day="2001-01-01")
    assert ada.get(reverse("messaging:outbox_list"), {"colour": "red"}).status_code == 400


def test_the_list_costs_the_same_with_10_mails_and_with_100(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ada = client_of(cast.ada)
    _page(ada, "outbox_list")
    for mails in (10, 100):
        queue_mails([to_user(cast.anna, number) for number in range(mails)])
        with django_assert_num_queries(6):  # session, user, pins, health, count, page
            _page(ada, "outbox_list")


def test_the_html_is_shown_in_a_document_that_can_do_nothing(
    cast: Cast, client_of: ClientOf
) -> None:
    html = '<script>alert(1)</script><img src="cid:chart">'
    mail = queue_mail(to_user(cast.anna, content=content(html=html)))
    ada = client_of(cast.ada)
    response = ada.get(reverse("messaging:outbox_html", args=[mail.pk]))
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'; ")
    assert "script-src" not in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert b'src="data:image/png;base64,' in response.content
    detail = ada.get(reverse("messaging:outbox_detail", args=[mail.pk]))
    assert b"alert(1)" not in detail.content
    assert "frame-src 'self'" in detail["Content-Security-Policy"]


def test_files_are_downloads(cast: Cast, client_of: ClientOf) -> None:
    mail = queue_mail(to_user(cast.anna))
    picture = mail.attachments.inline().get()
    url = reverse("messaging:outbox_attachment", args=[mail.pk, picture.pk])
    response = client_of(cast.ada).get(url)
    assert response.content == PIXEL
    assert response["Content-Disposition"].startswith("attachment")
    other = queue_mail(draft(2))
    foreign = reverse("messaging:outbox_attachment", args=[other.pk, picture.pk])
    assert client_of(cast.ada).get(foreign).status_code == 404


def test_a_sign_in_link_is_read_by_nobody_once_a_server_is_set(
    cast: Cast, client_of: ClientOf, settings: Settings
) -> None:
    mail = queue_mail(to_user(cast.anna, secret=True, content=content(text="the secret link")))
    ada = client_of(cast.ada)
    settings.EMAIL_SERVER = None
    assert "the secret link" in _page(ada, "outbox_detail", mail.pk)
    settings.EMAIL_SERVER = {"host": "mail.example", "port": 25}
    assert "the secret link" not in _page(ada, "outbox_detail", mail.pk)
    assert ada.get(reverse("messaging:outbox_html", args=[mail.pk])).status_code == 403


def test_an_uncertain_mail_is_decided_to_have_arrived(cast: Cast, client_of: ClientOf) -> None:
    mail = _uncertain(cast)
    ada = client_of(cast.ada)
    assert "Did it arrive?" in _page(ada, "outbox_detail", mail.pk)
    ada.post(reverse("messaging:outbox_resolve", args=[mail.pk]), {"decision": "arrived"})
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at) == (MailState.SENT, mail.final_dot_at)
    assert mail.attempts.get().by == cast.ada


def test_an_uncertain_mail_is_sent_again_once_however_often_it_is_asked_for(
    cast: Cast, client_of: ClientOf
) -> None:
    mail = _uncertain(cast)
    ada = client_of(cast.ada)
    for _again in range(3):
        ada.post(reverse("messaging:outbox_resolve", args=[mail.pk]), {"decision": "resend"})
    mail.refresh_from_db()
    again = OutboxMail.objects.exclude(pk=mail.pk).get()
    assert mail.state == MailState.REPLACED
    assert (again.dedupe_key, again.state) == ("test:1:resend-1", MailState.QUEUED)
    assert again.message_id != mail.message_id
    assert again.attachments.count() == 2


def test_a_decision_about_a_mail_that_is_not_uncertain_is_refused(
    cast: Cast, client_of: ClientOf
) -> None:
    url = reverse("messaging:outbox_resolve", args=[queue_mail(to_user(cast.anna)).pk])
    ada = client_of(cast.ada)
    assert ada.post(url, {"decision": "arrived"}).status_code == 409
    assert ada.post(url, {"decision": "resend"}).status_code == 409
    assert ada.post(url, {"decision": "perhaps"}).status_code == 400


def test_a_refused_mail_is_tried_again(cast: Cast, client_of: ClientOf) -> None:
    mail = queue_mail(to_user(cast.anna))
    OutboxMail.objects.filter(pk=mail.pk).update(state=MailState.FAILED, attempt=3, losses=2)
    client_of(cast.ada).post(reverse("messaging:outbox_retry", args=[mail.pk]))
    mail.refresh_from_db()
    assert (mail.state, mail.attempt, mail.losses) == (MailState.QUEUED, 0, 0)


def test_a_sent_mail_is_not_tried_again(cast: Cast, client_of: ClientOf) -> None:
    mail = queue_mail(to_user(cast.anna))
    OutboxMail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=Now())
    response = client_of(cast.ada).post(reverse("messaging:outbox_retry", args=[mail.pk]))
    assert response.status_code == 409
