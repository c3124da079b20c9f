"""Where things may be sent from this installation, read off its settings in one place."""

from dataclasses import dataclass

from django.conf import settings

from amends.outbound.client import Reach

LOCAL_URL = "http://localhost:8000"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The server that takes our mail. `security` is `starttls`, `tls` or `none`."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str


@dataclass(frozen=True, slots=True)
class Outward:
    """What leads out: the address of the pages, the mail server or None, and where webhooks may go.

    Marketplaces choose their webhooks themselves, so that what the installation may call for its
    own ends (`private_hosts`) is nothing to them.
    """

    public_url: str
    mailbox: Mailbox | None
    reach: Reach


def outward() -> Outward:
    """Return what the settings say; without a mail server in them, mail is off."""
    options = settings.AMENDS_OPTIONS
    mailbox = None
    if options.mail_host:
        mailbox = Mailbox(
            options.mail_host,
            options.mail_port,
            options.mail_security,
            options.mail_user,
            options.mail_password,
            options.mail_from,
        )
    public_url = (options.public_url or LOCAL_URL).rstrip("/")
    return Outward(public_url, mailbox, Reach(frozenset(options.webhook_hosts)))
