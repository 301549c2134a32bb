"""Mails of sign-in leave through the outbox, with links that no visitor can bend."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from messaging.models import OutboxMail
from tests.cast import PASSWORD, Cast
from users.models import User
from users.services import invite

RESET = "/auth/password/reset/"


@pytest.fixture(autouse=True)
def without_rate_limits(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


def _ask_for_a_link(email: str, **headers: str) -> None:
    response = Client().post(RESET, {"email": email}, headers=headers)
    assert response.status_code == 302


def test_a_reset_link_begins_with_site_url_whatever_host_was_named(
    cast: Cast, settings: Settings
) -> None:
    settings.SITE_URL = "https://crm.example.se"
    settings.ALLOWED_HOSTS = ["*"]
    _ask_for_a_link(cast.anna.email, host="evil.example")
    mail = OutboxMail.objects.get()
    assert "https://crm.example.se/auth/password/reset/key/" in mail.text
    assert "evil.example" not in mail.text + mail.html + mail.message_id
    assert (mail.recipient_user, mail.to_address, mail.secret) == (
        cast.anna,
        cast.anna.email,
        True,
    )


def test_each_request_gets_a_mail_of_its_own(cast: Cast) -> None:
    _ask_for_a_link(cast.anna.email)
    _ask_for_a_link(cast.anna.email.upper())
    assert OutboxMail.objects.count() == 2


def test_strangers_and_people_who_left_get_no_mail(cast: Cast) -> None:
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    _ask_for_a_link(cast.anna.email)
    _ask_for_a_link("stranger@example.com")
    assert not OutboxMail.objects.exists()


def test_the_mail_is_in_the_language_of_its_recipient(cast: Cast) -> None:
    User.objects.filter(pk=cast.anna.pk).update(language="sv")
    _ask_for_a_link(cast.anna.email, accept_language="en")
    assert '<html lang="sv">' in OutboxMail.objects.get().html


def test_the_request_only_writes_a_row_and_leaves_a_hint(
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    hints: list[tuple[str, tuple[int, ...]]] = []

    def remember(task: str, ids: tuple[int, ...], **options: object) -> None:
        hints.append((task, ids))

    monkeypatch.setattr("crm.common.hints.current_app.send_task", remember)
    with django_capture_on_commit_callbacks(execute=True):
        _ask_for_a_link(cast.anna.email)
    assert hints == [("messaging.tasks.send_mail", (OutboxMail.objects.get().pk,))]


def test_redis_away_fails_no_request(
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("crm.common.hints.current_app.send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        _ask_for_a_link(cast.anna.email)
    assert OutboxMail.objects.exists()


def test_a_changed_password_is_told_to_its_owner(
    cast: Cast, client_of: Callable[[User], Client]
) -> None:
    new = "an even longer password for tests"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client_of(cast.anna).post(reverse("account_change_password"), data)
    mail = OutboxMail.objects.get()
    assert "password" in mail.subject
    assert mail.to_address == cast.anna.email


def test_an_invitation_leaves_through_the_outbox(cast: Cast) -> None:
    new = User.objects.create_user("nils@example.com", "Nils Ny")
    invite([new], by=cast.ada, at=timezone.now())
    mail = OutboxMail.objects.get()
    assert (mail.recipient_user, mail.secret) == (new, True)
    assert "/auth/invitation/" in mail.text
