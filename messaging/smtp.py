"""The conversation with the mail server, step by step, so that it is known what was accepted.

Up to the final dot nothing was accepted, whatever happens (RFC 5321: a server drops what it has
when the connection ends). After it, only an answer tells; no answer is `Outcome.UNKNOWN` (RFC
1047).
"""

import re
import select
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Self

from crm.common.failpoints import failpoint
from messaging.mime import Envelope
from messaging.states import Step

CONNECT_SECONDS = 15.0
COMMAND_SECONDS = 20.0
CONTENT_SECONDS = 90.0
ANSWER_SECONDS = 120.0
"""For the answer to the final dot: longer, since giving up here leaves the mail uncertain."""

QUIT_SECONDS = 2.0
SESSION_STEPS = frozenset({Step.CONNECT, Step.HELLO, Step.ENCRYPT, Step.SIGN_IN})
SERVICE_CLOSES = 421

Ask = Callable[[], tuple[int, bytes]]


class Outcome(Enum):
    LATER = "not accepted, may succeed later"
    REFUSED = "this mail will never be accepted"
    UNKNOWN = "the final dot was sent, and no answer came"


class NotAcceptedError(Exception):
    """How an attempt ended, if not well. `server_gone`: the next mail would fare no better now."""

    def __init__(self, step: Step, outcome: Outcome, reply: str, *, server_gone: bool) -> None:
        super().__init__(reply)
        self.step, self.outcome, self.reply, self.server_gone = step, outcome, reply, server_gone


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over: the setting EMAIL_SERVER."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


class Conversation:
    """One connection, opened when first needed and kept for the mails that follow."""

    def __init__(self, server: MailServer, *, our_name: str) -> None:
        self._server = server
        self._our_name = our_name
        self._link: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._link is not None:
            self._set_timeout(QUIT_SECONDS)
            with suppress(OSError):
                self._link.quit()
        self.hang_up()

    def address(self, envelope: Envelope, size: int) -> None:
        """MAIL and RCPT. A kept connection that the server has closed is replaced, once."""
        kept = self._link is not None
        try:
            self._address(envelope, size)
        except NotAcceptedError as error:
            if not (kept and error.server_gone):
                raise
            self._address(envelope, size)

    def content(self, message: bytes) -> None:
        """DATA and the whole message, without the final dot."""
        link = self._linked()
        self._ask(Step.CONTENT, lambda: link.docmd("DATA"), good={354})
        self._set_timeout(CONTENT_SECONDS)
        try:
            link.send(stuffed(message))
        except OSError as error:
            self.hang_up()
            raise _gone(Step.CONTENT, error) from error

    def final_dot(self) -> str:
        """Ends the message and returns the server's acceptance in its own words."""
        link = self._linked()
        self._set_timeout(ANSWER_SECONDS)
        if _has_spoken(link):
            self._ask(Step.CONTENT, link.getreply, good=set())
        try:
            link.send(b".\r\n")
        except OSError as error:
            self.hang_up()
            raise _gone(Step.CONTENT, error) from error
        failpoint("mail.after_dot")
        try:
            code, words = link.getreply()
        except OSError as error:
            self.hang_up()
            raise _unknown(str(error)) from error
        if not 200 <= code < 600:
            self.hang_up()
            raise _unknown(_text(code, words))
        self._set_timeout(COMMAND_SECONDS)
        return self._judge(Step.ANSWER, code, words, good={250, 251, 252})

    def hang_up(self) -> None:
        """Close the connection without a word, which also takes back what was begun."""
        if self._link is not None:
            self._link.close()
        self._link = None

    def _address(self, envelope: Envelope, size: int) -> None:
        link = self._link or self._open()
        options = [f"SIZE={size}"] if link.has_extn("size") else []
        self._ask(Step.SENDER, lambda: link.mail(envelope.sender, options), good={250})
        self._ask(Step.RECIPIENT, lambda: link.rcpt(envelope.recipient), good={250, 251})

    def _open(self) -> smtplib.SMTP:
        server = self._server
        self._ask(Step.CONNECT, self._connect, good={220})
        link = self._linked()
        self._set_timeout(COMMAND_SECONDS)
        self._ask(Step.HELLO, link.ehlo, good={250})
        if server.starttls:
            context = ssl.create_default_context()
            self._ask(Step.ENCRYPT, lambda: link.starttls(context=context), good={220})
            self._ask(Step.HELLO, link.ehlo, good={250})
        if server.user:
            sign_in = (server.user, server.password)
            self._ask(Step.SIGN_IN, lambda: link.login(*sign_in), good={235, 503})
        return link

    def _connect(self) -> tuple[int, bytes]:
        host, port, ours = self._server.host, self._server.port, self._our_name
        if self._server.tls:
            context = ssl.create_default_context()
            self._link = smtplib.SMTP_SSL(
                host, port, ours, timeout=CONNECT_SECONDS, context=context
            )
        else:
            self._link = smtplib.SMTP(host, port, ours, timeout=CONNECT_SECONDS)
        return 220, b""

    def _linked(self) -> smtplib.SMTP:
        if self._link is None:
            raise RuntimeError("The conversation has not begun.")
        return self._link

    def _ask(self, step: Step, ask: Ask, *, good: set[int]) -> str:
        """One command and its answer; whatever is not good is raised as NotAcceptedError."""
        try:
            code, words = ask()
        except smtplib.SMTPResponseException as error:
            code, words = error.smtp_code, _octets(error.smtp_error)
        except OSError as error:
            self.hang_up()
            raise _gone(step, error) from error
        return self._judge(step, code, words, good=good)

    def _judge(self, step: Step, code: int, words: bytes, *, good: set[int]) -> str:
        text = _text(code, words)
        if code in good:
            return text
        about_us = step in SESSION_STEPS or code == SERVICE_CLOSES or not 400 <= code < 600
        if about_us:
            self.hang_up()
        else:
            self._forget()
        outcome = Outcome.REFUSED if code >= 500 and not about_us else Outcome.LATER
        raise NotAcceptedError(step, outcome, text, server_gone=about_us)

    def _forget(self) -> None:
        """RSET, so that the next mail begins afresh on this connection."""
        try:
            self._linked().rset()
        except OSError:
            self.hang_up()

    def _set_timeout(self, seconds: float) -> None:
        if self._link is not None and self._link.sock is not None:
            self._link.sock.settimeout(seconds)


def stuffed(message: bytes) -> bytes:
    """A line that begins with a dot gets a second one; the last line ends."""
    ended = message if message.endswith(b"\r\n") else message + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended)


def _has_spoken(link: smtplib.SMTP) -> bool:
    """The server turned the mail down, or hung up, while it was still being sent."""
    if link.sock is None or isinstance(link.sock, ssl.SSLSocket):
        return False
    return bool(select.select([link.sock], [], [], 0)[0])


def _octets(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()


def _text(code: int, words: bytes) -> str:
    return f"{code} {words.decode('utf-8', 'replace')}".replace("\0", "")[:2000].strip()


def _gone(step: Step, error: OSError) -> NotAcceptedError:
    return NotAcceptedError(step, Outcome.LATER, str(error)[:2000], server_gone=True)


def _unknown(words: str) -> NotAcceptedError:
    return NotAcceptedError(Step.ANSWER, Outcome.UNKNOWN, words[:2000], server_gone=True)
