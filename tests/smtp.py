"""A real SMTP server for tests: it records what it accepted and answers as the test tells it to.

    def test_a_mail_is_tried_again(smtp_server):
        smtp_server.once("rcpt", "451 4.3.0 later")      # the next RCPT only
        smtp_server.always("dot", wait(2))               # every final dot: two seconds late
        smtp_server.first_for_each("rcpt", "451 later")  # the first RCPT of each recipient
        smtp_server.once("body", CUT)                    # the connection ends amid the content
        smtp_server.once("dot", CUT)                     # accepted, but the answer never comes
        …
        assert len(smtp_server.accepted) == 42

Steps: connect, mail, rcpt, data (before 354), body (amid the content), dot (after it).
"""

import asyncio
import email
import email.policy
import logging
import socket
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, Final

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

CUT: Final = "cut"
logging.getLogger("mail.log").setLevel(logging.WARNING)
Action = str
"""An answer (`451 later`), CUT, or what `wait` returns."""


def wait(seconds: float) -> Action:
    """Answer well, but late."""
    return f"wait {seconds}"


@dataclass(frozen=True)
class Accepted:
    """A message that the server took responsibility for."""

    sender: str
    recipient: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        parsed = email.message_from_bytes(self.content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class _Script:
    next: dict[str, deque[Action]] = field(default_factory=lambda: defaultdict(deque))
    every: dict[str, Action] = field(default_factory=dict)
    firsts: dict[str, Action] = field(default_factory=dict)
    met: set[tuple[str, str]] = field(default_factory=set)

    def action(self, step: str, recipient: str = "") -> Action | None:
        if self.next[step]:
            return self.next[step].popleft()
        if step in self.firsts and (step, recipient) not in self.met:
            self.met.add((step, recipient))
            return self.firsts[step]
        return self.every.get(step)


class MailServer:
    """The server as a test sees it."""

    def __init__(self) -> None:
        self.accepted: list[Accepted] = []
        self.connections = 0
        self._running = False
        self.port = free_port()
        self._script = _Script()
        self._controller = _Controller(self)

    @property
    def url(self) -> str:
        """The value of EMAIL_URL for a process of its own."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def setting(self) -> dict[str, Any]:
        """The value of the setting EMAIL_SERVER."""
        empty = {"user": "", "password": "", "starttls": False, "tls": False}
        return {"host": "127.0.0.1", "port": self.port, **empty}

    @property
    def recipients(self) -> list[str]:
        return [mail.recipient for mail in self.accepted]

    def once(self, step: str, *actions: Action) -> None:
        self._script.next[step].extend(actions)

    def always(self, step: str, action: Action) -> None:
        self._script.every[step] = action

    def first_for_each(self, step: str, action: Action) -> None:
        """Each recipient meets this once."""
        self._script.firsts[step] = action

    def action(self, step: str, recipient: str = "") -> Action | None:
        return self._script.action(step, recipient)

    def start(self) -> None:
        self._controller.start()
        self._running = True
        self.connections = 0

    def stop(self) -> None:
        """A stopped server stays stopped."""
        if self._running:
            self._running = False
            self._controller.stop()


class _Controller(Controller):
    def __init__(self, server: MailServer) -> None:
        self.server_of_test = server
        super().__init__(_Handler(server), hostname="127.0.0.1", port=server.port)

    def factory(self) -> SMTP:
        return _Protocol(self.handler, self.server_of_test)


class _Protocol(SMTP):
    def __init__(self, handler: "_Handler", server: MailServer) -> None:
        super().__init__(handler, data_size_limit=None, hostname="test")
        self._test = server

    def connection_made(self, transport: Any) -> None:
        self._test.connections += 1
        super().connection_made(transport)
        action = self._test.action("connect")
        if action:
            transport.write(f"{action}\r\n".encode() if action != CUT else b"")
            transport.close()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        recipient = self.envelope.rcpt_tos[0] if self.envelope and self.envelope.rcpt_tos else ""
        answer = await _take(self, self._test.action("data", recipient))
        if answer:
            await self.push(answer)
            return
        if self._test.action("body", recipient) == CUT:
            await self.push("354 go on")
            await self._reader.readline()
            _cut(self)
            return
        await super().smtp_DATA(arg)


class _Handler:
    def __init__(self, server: MailServer) -> None:
        self._test = server

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, smtp: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await _take(smtp, self._test.action("mail"))
        if answer:
            return answer
        envelope.mail_from = address
        return "250 sender ok"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, smtp: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await _take(smtp, self._test.action("rcpt", address))
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 recipient ok"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, smtp: SMTP, session: Session, envelope: Envelope
    ) -> str:
        action = self._test.action("dot", envelope.rcpt_tos[0])
        if action is None or action == CUT or action.startswith("wait"):
            sender, content = envelope.mail_from or "", envelope.original_content or b""
            self._test.accepted.append(Accepted(sender, envelope.rcpt_tos[0], content))
        return await _take(smtp, action) or f"250 kept as {len(self._test.accepted)}"


async def _take(smtp: SMTP, action: Action | None) -> str:
    """Do what the script says; the answer to give, or nothing when all is well."""
    if action is None:
        return ""
    if action == CUT:
        _cut(smtp)
        return "421 gone"
    verb, _, argument = action.partition(" ")
    if verb == "wait":
        await asyncio.sleep(float(argument))
        return ""
    return action


def _cut(smtp: SMTP) -> None:
    assert isinstance(smtp.transport, asyncio.Transport)
    smtp.transport.abort()


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def smtp_server(settings: Settings) -> Iterator[MailServer]:
    """A running server, to which this process sends its mail."""
    server = MailServer()
    server.start()
    settings.EMAIL_SERVER = server.setting
    yield server
    server.stop()
