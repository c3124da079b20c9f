"""The mail server: trusted by its certificate, signed in to, and away at times."""

import ssl
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult

from amends.core.parties import Role
from amends.delivery import mail
from amends.delivery.deliveries import Channel, Fate, Waiting
from amends.delivery.mail import Letter
from amends.delivery.outward import Mailbox

from tests.delivery.certificates import certificate
from tests.delivery.conftest import Post
from tests.delivery.receivers import postbox

pytestmark = pytest.mark.django_db(transaction=True)


def test_mail_goes_by_starttls_to_a_server_that_is_trusted_and_to_no_other(
    tmp_path: Path, db: None
) -> None:
    key, cert = certificate(tmp_path)
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(cert, key)
    trusting = ssl.create_default_context(cafile=str(cert))
    with postbox(tls_context=serving, require_starttls=True) as box:
        mailbox = Mailbox("localhost", box.port, "starttls", "", "", "a@shop.example")
        (sent,) = mail.send_all(mailbox, [one_letter()], trusting)
        assert (sent.fate, len(box.came)) == (Fate.TAKEN, 1)
        (refused,) = mail.send_all(mailbox, [one_letter()])
        assert refused.fate is Fate.FAILED
        assert "CERTIFICATE_VERIFY_FAILED" in refused.answer
        assert len(box.came) == 1


def test_a_wrong_password_is_the_operators_to_mend_and_costs_no_mail(post: Post, db: None) -> None:
    with postbox(auth_require_tls=False, authenticator=_nobody) as box:
        mailbox = Mailbox("127.0.0.1", box.port, "none", "amends", "wrong", "a@shop.example")
        sent = mail.send_all(mailbox, [one_letter(), one_letter()])
    assert [one.fate for one in sent] == [Fate.FAILED, Fate.NOT_TRIED]
    assert sent[0].answer.startswith("535")


def test_a_letter_that_the_protocol_cannot_say_keeps_no_others_back(post: Post) -> None:
    mailbox = Mailbox("127.0.0.1", post.box.port, "none", "", "", "a@shop.example")
    bad = replace(one_letter(), to="bób@mail.example")
    sent = mail.send_all(mailbox, [one_letter(), bad, one_letter()])
    assert [one.fate for one in sent] == [Fate.TAKEN, Fate.FAILED, Fate.TAKEN]
    assert len(post.box.came) == 2


def test_a_password_that_cannot_be_sent_is_the_operators_to_mend(db: None) -> None:
    with postbox(auth_require_tls=False, authenticator=_nobody) as box:
        mailbox = Mailbox("127.0.0.1", box.port, "none", "amends", "señal", "a@shop.example")
        sent = mail.send_all(mailbox, [one_letter(), one_letter()])
    assert [one.fate for one in sent] == [Fate.FAILED, Fate.NOT_TRIED]


def test_a_server_that_is_not_there_is_tried_later() -> None:
    mailbox = Mailbox("127.0.0.1", 1, "none", "", "", "a@shop.example")
    (sent,) = mail.send_all(mailbox, [one_letter()])
    assert sent.fate is Fate.FAILED
    assert sent.answer.startswith("the mail server did not answer")


def one_letter() -> Letter:
    message = EmailMessage()
    message["To"] = "bob@mail.example"
    message.set_content("Hello")
    waiting = Waiting((0, b"k" * 16), 1, Role.SELLER, Channel.MAIL, "bob", "code", "", 1)
    return Letter(waiting, message.as_bytes(policy=SMTP), "bob@mail.example", "hash")


def _nobody(*_: object) -> AuthResult:
    return AuthResult(success=False, handled=False)
