"""Giving letters to the mail server, one connection a batch, and reading what it answers.

A 5xx about one recipient or one message is for good; a 4xx, and anything that is wrong with the
server or with our signing in, is tried again (RFC 5321, 4.2.1).
"""

import logging
import smtplib
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parseaddr

from .deliveries import Fate, Sent, Waiting
from .outward import Mailbox

SECONDS = 20.0
# A slow server gets fewer letters at once, so that no lease ends while they are sent.
BATCH_SECONDS = 60.0
PERMANENT = 500
UNSENDABLE = "it cannot be sent as it is"
log = logging.getLogger("amends.delivery")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that is ready to go, byte for byte, and the delivery that it is."""

    waiting: Waiting
    content: bytes
    to: str
    address_hash: str


def send_all(
    mailbox: Mailbox, letters: Sequence[Letter], context: ssl.SSLContext | None = None
) -> list[Sent]:
    """Send letters; after the connection broke, the others are not tried and keep their tries.

    Touches nothing but the network. `context` is for a server with a certificate of its own.
    """
    done: list[Sent] = []
    try:
        with _connected(mailbox, context) as server:
            _send_each(server, mailbox, letters, done)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        # The last is a name or a password that the protocol has no way to say.
        at = letters[len(done)] if len(done) < len(letters) else None
        if at is not None:
            done.append(Sent(at.waiting, Fate.FAILED, _said(error)))
    return [*done, *(Sent(one.waiting, Fate.NOT_TRIED, "") for one in letters[len(done) :])]


@contextmanager
def _connected(mailbox: Mailbox, context: ssl.SSLContext | None) -> Iterator[smtplib.SMTP]:
    trusted = context or ssl.create_default_context()
    if mailbox.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            mailbox.host, mailbox.port, timeout=SECONDS, context=trusted
        )
    else:
        server = smtplib.SMTP(mailbox.host, mailbox.port, timeout=SECONDS)
    try:
        if mailbox.security == "starttls":
            server.starttls(context=trusted)
        server.ehlo_or_helo_if_needed()
        if mailbox.user:
            server.login(mailbox.user, mailbox.password)
        yield server
        server.quit()
    finally:
        server.close()


def _send_each(
    server: smtplib.SMTP, mailbox: Mailbox, letters: Sequence[Letter], done: list[Sent]
) -> None:
    """Add to `done` one by one, so that what was sent before the connection broke is known."""
    ends_at = time.monotonic() + BATCH_SECONDS
    for one in letters:
        try:
            done.append(_send(server, mailbox, one))
        except (smtplib.SMTPException, OSError):
            raise
        except Exception:
            # One letter that the protocol cannot say must not keep the others back.
            log.exception("the notice %s cannot be sent", one.waiting.message)
            done.append(Sent(one.waiting, Fate.FAILED, UNSENDABLE))
            server.rset()
        if time.monotonic() > ends_at:
            return


def _send(server: smtplib.SMTP, mailbox: Mailbox, letter: Letter) -> Sent:
    """Send one letter; raise what means that the connection is of no more use."""
    code, said = server.mail(parseaddr(mailbox.sender)[1])
    # Who may send is between us and the server, not a fault of this letter.
    worst = Fate.FAILED
    if _is_taken(code):
        worst = Fate.REFUSED
        code, said = server.rcpt(letter.to)
    if _is_taken(code):
        code, said = _data(server, letter.content)
    fate = Fate.TAKEN
    if not _is_taken(code):
        fate = worst if code >= PERMANENT else Fate.FAILED
        server.rset()
    answer = _line(f"{code} {said.decode(errors='replace')}")
    return Sent(letter.waiting, fate, answer, letter.address_hash)


def _is_taken(code: int) -> bool:
    return 200 <= code < 300


def _data(server: smtplib.SMTP, content: bytes) -> tuple[int, bytes]:
    try:
        return server.data(content)
    except smtplib.SMTPDataError as error:
        said = error.smtp_error
        return error.smtp_code, said if isinstance(said, bytes) else said.encode()


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode(errors="replace") if isinstance(said, bytes) else said
        return _line(f"{error.smtp_code} {text}")
    return _line(f"the mail server did not answer: {str(error) or type(error).__name__}")


def _line(said: str) -> str:
    return "".join(ch if ch.isprintable() else " " for ch in said)[:300]
