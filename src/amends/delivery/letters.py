"""What a mail says: what happened, whose turn it is, until when, and what silence means.

No link does anything but open the page of the order, and no mail names a place to pay at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from markupsafe import Markup

from amends.core import events as e
from amends.core.available import may_reply, silence_of, whose_turn
from amends.core.commands import ReturnCondition
from amends.core.lifecycle import extension_due_at, main_due_at
from amends.core.money import Money
from amends.core.order import Order
from amends.core.parties import Role
from amends.core.rulings import RulingOutcome
from amends.orders import keys
from amends.orders.loaded import Loaded
from amends.orders.queries import Particulars
from amends.words.notices import direction, money, spoken, told, when

from .recipients import Recipient

TITLE_MOST = 80
WORD_JOINER = "\N{WORD JOINER}"
SIDES = frozenset({Role.BUYER, Role.SELLER})
PAGE = Markup(
    '<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
    "<title>{subject}</title></head>"
    '<body style="font: 16px/1.5 sans-serif; max-width: 36em">{body}</body></html>'
)


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice of an order as it stands now, for one reader."""

    loaded: Loaded
    described: Particulars
    event: e.Event
    code: str
    role: Role
    reader: Recipient
    now: datetime

    def say(self, path: str, /, **values: object) -> str:
        """Return words in the reader's language."""
        return told(path, self.reader.locale, **values)

    def moment(self, moment: datetime) -> tuple[str, str]:
        """Return a moment in the reader's zone, and how far away it is."""
        shown = when(moment, self.reader.zone, self.now, self.reader.locale)
        return shown.absolute, shown.left


@dataclass(frozen=True, slots=True)
class Sender:
    """Who mail is from, and where the pages are."""

    address: str
    public_url: str


def letter(notice: Notice, sender: Sender) -> EmailMessage:
    """Write a notice as a mail, plain and as simple HTML."""
    happened, title = happened_in(notice), title_of(notice.described)
    subject = f"{happened}: {title}"
    url = page_of(notice.loaded, notice.role, sender.public_url)
    lines = [title, *_lines(notice)]
    message = EmailMessage()
    message["From"] = sender.address
    message["To"] = notice.reader.address
    message["Subject"] = _literal(subject)
    message["Date"] = format_datetime(notice.now)
    message["Auto-Submitted"] = "auto-generated"
    safe = notice.say("mail.safe")
    opened = notice.say("mail.open")
    plain = "\n\n".join([f"{happened}.", *lines, f"{opened}: {url}", safe])
    message.set_content(f"{plain}\n", cte="base64")
    html = Markup("<h1 style='font-size: 1.25em'>{}</h1>").format(happened)
    html += Markup("<p><bdi>{}</bdi></p>").format(title)
    html += Markup("").join(Markup("<p>{}</p>").format(line) for line in lines[1:])
    html += Markup('<p><a href="{}">{}</a></p><p><small>{}</small></p>').format(url, opened, safe)
    message.add_alternative(_page(notice, subject, html), subtype="html", cte="base64")
    return message


def happened_in(notice: Notice) -> str:
    """Say what happened, in one line."""
    event = notice.event
    values: dict[str, object] = {}
    for name in event.__dataclass_fields__:
        value = getattr(event, name)
        match value:
            case Money():
                values[name] = money(value, notice.reader.locale)
            case datetime():
                values[name] = notice.moment(value)[0]
            case _:
                values[name] = value
    values["until"] = values.get("wait_until") or values.get("protected_until") or ""
    return notice.say(f"told.{_variant(event, notice.code, notice.role)}.{notice.role}", **values)


def title_of(described: Particulars) -> str:
    """Name an order by its first line and how many more there are, on one short line."""
    lines = described.get("lines")
    if not isinstance(lines, list) or not lines:
        return ""
    name = " ".join(str(lines[0].get("title", "")).split())
    kept = "".join(ch for ch in name if ch.isprintable())[:TITLE_MOST]
    return f"{kept} (+{len(lines) - 1})" if len(lines) > 1 else kept


def page_of(loaded: Loaded, role: Role, public_url: str) -> str:
    """Return the address of the page where something can be done."""
    path = "orders" if role in SIDES else "cases"
    return f"{public_url}/{path}/{keys.spell(loaded.key[1])}"


def host_of(public_url: str) -> str:
    """Return the host that message ids and calendar entries end with."""
    return urlsplit(public_url).hostname or "localhost"


def clock_of(order: Order, role: Role, now: datetime) -> tuple[str, datetime | None]:
    """Return the code of what a role's silence means next, and when."""
    extension = extension_due_at(order)
    if extension is not None:
        return "extension_asked", extension
    replying = may_reply(order, role, now)
    if replying is not None:
        return "reply", replying
    return silence_of(order), main_due_at(order)


def _literal(subject: str) -> str:
    """Part what a mail program would decode by a sign without width, as it was not meant so."""
    return subject.replace("=?", f"={WORD_JOINER}?")


def _lines(notice: Notice) -> list[str]:
    order = notice.loaded.order
    at = notice.say("mail.at", at=notice.moment(notice.event.at)[0])
    if notice.role not in SIDES:
        return [at]
    code, due_at = clock_of(order, notice.role, notice.now)
    asked = notice.role in whose_turn(order) or code == "reply"
    lines = [at, notice.say("mail.your_turn" if asked else "mail.not_your_turn")]
    if due_at is not None:
        absolute, left = notice.moment(due_at)
        lines.append(notice.say("mail.due", due=absolute, left=left))
    silence = notice.say(f"silence.{code}.{notice.role}")
    return [*lines, notice.say("mail.silence", silence=silence)]


def _variant(event: e.Event, code: str, role: Role) -> str:
    match event:
        case e.DecisionMade(outcome=RulingOutcome.RELEASE | RulingOutcome.WAIT as outcome):
            return f"{code}_{outcome}"
        case e.OfferMade(by=Role.MEDIATOR):
            return f"{code}_by_platform"
        case e.OrderSettled() if not event.refund and role in SIDES:
            return f"{code}_release"
        case e.ReturnAcknowledged() if event.condition is not ReturnCondition.AS_SENT:
            return f"{code}_not_as_sent"
        case _:
            return code


def _page(notice: Notice, subject: str, body: Markup) -> str:
    locale = notice.reader.locale
    values: Mapping[str, object] = {
        "language": spoken(locale),
        "direction": direction(locale),
        "subject": subject,
        "body": body,
    }
    return str(PAGE.format(**values))
