"""Mail servers that want encryption and a password."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from pytest_django import Settings

from messaging.models import OutboxMail
from messaging.services import queue_mail, send_due
from messaging.states import MailState, Step
from tests.messaging.outbox import draft
from tests.smtp import MailServer, free_port

pytestmark = [
    pytest.mark.django_db,
    # aiosmtpd does not know that TLS stands around the whole conversation
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning"),
]
CERTIFICATE = Path(__file__).parent / "localhost.pem"
"""Signed by itself for 100 years, with its key: the one whom SSL_CERT_FILE makes trusted."""


def _authenticate(
    server: SMTP, session: object, envelope: object, mechanism: str, data: object
) -> AuthResult:
    right = LoginPassword(b"crm", b"secret")
    return AuthResult(success=data == right, handled=False)


@contextmanager
def _server(*, tls: bool) -> Iterator[dict[str, Any]]:
    """The EMAIL_SERVER of a server with TLS from the first byte, or one that insists on
    STARTTLS.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    upgrade: dict[str, Any] = {} if tls else {"tls_context": context, "require_starttls": True}
    controller = Controller(
        Sink(),
        hostname="127.0.0.1",
        port=free_port(),
        ssl_context=context if tls else None,
        authenticator=_authenticate,
        auth_required=True,
        auth_require_tls=not tls,
        **upgrade,
    )
    controller.start()
    who = {"host": "localhost", "user": "crm", "password": "secret"}
    try:
        yield {
            "host": "localhost",
            "port": controller.port,
            "starttls": not tls,
            "tls": tls,
            **who,
        }
    finally:
        controller.stop()


def _sent(setting: dict[str, Any], settings: Settings) -> OutboxMail:
    settings.EMAIL_SERVER = setting
    mail = queue_mail(draft())
    send_due()
    mail.refresh_from_db()
    return mail


@pytest.mark.parametrize("tls", [True, False])
def test_encrypted_and_signed_in(
    tls: bool,  # noqa: FBT001 - a parameter of the test
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with _server(tls=tls) as setting:
        mail = _sent(setting, settings)
    assert (mail.last_reply[:3], mail.state) == ("250", MailState.SENT)


@pytest.mark.parametrize("tls", [True, False])
def test_a_certificate_that_nobody_vouches_for_is_refused(
    tls: bool,  # noqa: FBT001 - a parameter of the test
    settings: Settings,
) -> None:
    with _server(tls=tls) as setting:
        mail = _sent(setting, settings)
    assert mail.state == MailState.QUEUED
    assert "CERTIFICATE_VERIFY_FAILED" in mail.last_reply
    assert mail.attempts.get().step == (Step.CONNECT if tls else Step.ENCRYPT)


def test_a_wrong_password_is_no_fault_of_the_mail(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with _server(tls=True) as setting:
        mail = _sent({**setting, "password": "wrong"}, settings)
    assert (mail.state, mail.attempts.get().step) == (MailState.QUEUED, Step.SIGN_IN)
    assert mail.last_reply.startswith("535")


@pytest.mark.parametrize(
    ("wanted", "step"), [({"starttls": True}, Step.ENCRYPT), ({"user": "crm"}, Step.SIGN_IN)]
)
def test_a_server_without_what_was_asked_for_gets_no_mail(
    wanted: dict[str, Any], step: Step, settings: Settings, smtp_server: MailServer
) -> None:
    mail = _sent({**smtp_server.setting, **wanted}, settings)
    assert (mail.state, mail.attempts.get().step) == (MailState.QUEUED, step)
    assert smtp_server.accepted == []
