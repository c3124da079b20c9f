"""Mail that is due, made into letters: the orders, people and events of a batch read at once."""

import logging
from collections.abc import Sequence
from datetime import datetime
from email.policy import SMTP

from django.db import connection
from django.db.backends.utils import CursorWrapper

from amends.core import events as e
from amends.core.parties import Role
from amends.database.rows import Row, wanted
from amends.orders import codec, store
from amends.orders.loaded import Key

from . import signing
from .deliveries import Fate, Sent, Waiting
from .letters import Notice, Sender, host_of, letter
from .mail import Letter
from .outward import Mailbox
from .recipients import addresses, particulars_of

log = logging.getLogger("amends.delivery")


def compose(
    batch: Sequence[Waiting], mailbox: Mailbox, public_url: str, now: datetime
) -> tuple[list[Letter], list[Sent]]:
    """Return the letters of a batch, and what cannot be written, which is tried again later."""
    with connection.cursor() as cursor:
        notices = _notices(cursor, batch, now)
    letters, unwritten = [], []
    sender = Sender(mailbox.sender, public_url)
    for waiting in batch:
        notice = notices[waiting.where]
        if isinstance(notice, Sent):
            unwritten.append(notice)
            continue
        try:
            letters.append(_letter(waiting, notice, sender))
        except Exception:
            # One order with words that are missing must not keep the others' mail back.
            log.exception("the notice %s cannot be written", waiting.message)
            unwritten.append(Sent(waiting, Fate.FAILED, "the notice cannot be written"))
    return letters, unwritten


def _letter(waiting: Waiting, notice: Notice, sender: Sender) -> Letter:
    message = letter(notice, sender)
    host = host_of(sender.public_url)
    message["Message-ID"] = f"<{waiting.message}.{waiting.role}.{waiting.endpoint}@{host}>"
    address = notice.reader.address
    content = message.as_bytes(policy=SMTP)
    return Letter(waiting, content, address, signing.salted(address, salt=waiting.key[1]))


def _notices(
    cursor: CursorWrapper, batch: Sequence[Waiting], now: datetime
) -> dict[Row, Notice | Sent]:
    about = sorted({waiting.key for waiting in batch})
    readable = {loaded.key: loaded for loaded in store.load_each(cursor, about)[0]}
    described = particulars_of(cursor, about)
    events = _events(cursor, [one for one in batch if one.key in readable])
    known = addresses(cursor, [(one.key, one.role, one.endpoint) for one in batch])
    found: dict[Row, Notice | Sent] = {}
    for one in batch:
        loaded, event = readable.get(one.key), events.get((one.key, one.number))
        reader = known.get((one.key, one.endpoint))
        if loaded is None or event is None:
            found[one.where] = Sent(one, Fate.FAILED, "the order cannot be read")
        elif reader is None:
            found[one.where] = Sent(one, Fate.REFUSED, "nobody has this address any more")
        else:
            said = (event, one.code, Role(one.role))
            found[one.where] = Notice(loaded, described[one.key], *said, reader, now)
    return found


def _events(cursor: CursorWrapper, batch: Sequence[Waiting]) -> dict[tuple[Key, int], e.Event]:
    if not batch:
        return {}
    numbers = sorted({one.number for one in batch})
    common, parameters = wanted(sorted({one.key for one in batch}))
    marks = ", ".join(["%s"] * len(numbers))
    cursor.execute(
        f"WITH {common} SELECT bucket, key, number, kind, body FROM wanted"  # noqa: S608 - ours
        f" JOIN events USING (bucket, key) WHERE number IN ({marks})",
        [*parameters, *numbers],
    )
    asked = {(one.key, one.number) for one in batch}
    return {
        ((bucket, bytes(key)), number): codec.load(kind, body)
        for bucket, key, number, kind, body in cursor.fetchall()
        if ((bucket, bytes(key)), number) in asked
    }
