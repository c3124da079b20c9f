"""One request: who calls, about which order, in which role; and how its answer is written."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, UnreadablePostError
from pydantic import BaseModel, ValidationError

from amends.accounts.callers import Caller
from amends.core.commands import Command, ProveNotice
from amends.core.parties import PLATFORM, Party, Role
from amends.core.refusals import Refused
from amends.core.told import unproven
from amends.orders import answers, door, keys
from amends.orders.answers import Repeat, Stored
from amends.orders.door import Asked
from amends.orders.intake import Problem, problems
from amends.orders.loaded import NOTHING, Beside, Loaded, Parties

from .problems import Trouble, refusal

B = TypeVar("B", bound=BaseModel)
TOKEN_MOST = 255
BODY_MOST = "The body is too large or was cut off. Send less of it at a time."
NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Call:
    """A request whose caller is known. `route` names the address without its values."""

    request: HttpRequest
    caller: Caller
    now: datetime
    route: str
    params: Mapping[str, str]

    def body(self, model: type[B]) -> B:
        """Return the body as a model, or raise every field that is wrong at once."""
        try:
            return model.model_validate_json(self.request.body or b"{}")
        except (RequestDataTooBig, UnreadablePostError) as error:
            raise Trouble("malformed", [Problem("", BODY_MOST)]) from error
        except ValidationError as error:
            raise Trouble("malformed", problems(error)) from error

    def about(self, loaded: Loaded) -> "Seen":
        """Return an order in the caller's role; a stranger's answers like a missing one."""
        return Seen(self, loaded, self._role_in(loaded.parties))

    def order(self, spelled: str) -> "Seen":
        """Return an order by the marketplace's own id, or by its key."""
        found = self._read(*self._named(spelled))
        if found is None:
            raise Trouble("not_found")
        return self.about(found)

    def acting(self, spelled: str) -> "Acting":
        """Return the caller as who acts on an order, which is read only under its lock."""
        try:
            parties = door.parties_first(self._named(spelled))
        except door.UnknownOrder:
            raise Trouble("not_found") from None
        return Acting(self, parties, self._role_in(parties))

    def part(self, spelled: str, kind: str) -> tuple["Seen", int]:
        """Return the order of a dispute, a parcel, a file or a refund, and its number."""
        address = keys.read_part(spelled, kind)
        found = self._read(address[0]) if address else None
        if address is None or found is None:
            raise Trouble("not_found")
        return self.about(found), address[1]

    def _named(self, spelled: str) -> list[bytes]:
        marketplace = self.caller.marketplace
        own = keys.key_of(marketplace, spelled) if marketplace is not None else None
        # Most names are keys: both are looked for at once.
        return [key for key in (own, keys.read(spelled)) if key]

    def _role_in(self, parties: Parties) -> Role:
        role = _role(self.caller, parties)
        if role is None:
            raise Trouble("not_found")
        return role

    def _read(self, *named: bytes) -> Loaded | None:
        try:
            return door.read_first(named, self.now)
        except door.UnknownOrder:
            return None


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts on which order: all that must be known before the order is locked and read."""

    call: Call
    parties: Parties
    role: Role

    @property
    def key(self) -> bytes:
        """The order's key."""
        return self.parties.key[1]

    @property
    def party(self) -> Party:
        """The caller as the one who acts."""
        caller = self.call.caller
        return self.parties.party_of(self.role, caller.person or caller.marketplace or "")


@dataclass(frozen=True, slots=True)
class Seen:
    """An order as one caller may see it."""

    call: Call
    loaded: Loaded
    role: Role

    @property
    def acting(self) -> Acting:
        """The caller as who acts on it."""
        return Acting(self.call, self.loaded.parties, self.role)


Show = Callable[[Seen], str]


def as_operator(seen: Seen) -> Seen:
    """Return an order as its operator sees it, for one who mediates too; a party stays a party."""
    if seen.role is Role.MEDIATOR and Role.OPERATOR in seen.call.caller.staff:
        return replace(seen, role=Role.OPERATOR)
    return seen


def noticed(seen: Seen) -> Seen:
    """Record that who reads was told, where their silence would count."""
    if unproven(seen.loaded.order, seen.call.now) is not seen.role:
        return seen
    asked = Asked(seen.loaded.key[1], PLATFORM, ProveNotice(seen.role))
    return replace(seen, loaded=door.handle(asked, seen.call.now).loaded)


def give(
    by: Acting | Seen, command: Command, show: Show, *, beside: Beside = NOTHING, mark: bytes = b""
) -> Stored:
    """Give a command, and answer the object that it changed; a repeat gets the same bytes.

    `mark` tells one request from another where the body does not, as with files.
    """
    acting = by.acting if isinstance(by, Seen) else by
    call = acting.call

    def render(loaded: Loaded, refused: Refused | None) -> Stored:
        if refused is not None:
            return refusal(refused)
        status = 201 if call.request.method == "POST" else 200
        return Stored(status, show(Seen(call, loaded, acting.role)))

    asked = Asked(
        acting.key,
        acting.party,
        command,
        version=_version(call.request),
        repeat=repeat_of(call, mark or call.request.body, render),
        beside=beside,
    )
    handled = door.handle(asked, call.now)
    return handled.stored or render(handled.loaded, handled.refused)


def answered_before(seen: Seen) -> Stored | None:
    """Return what the same request got before, for a step on what is over now."""
    call = seen.call
    repeat = repeat_of(call, call.request.body, lambda _loaded, _refused: Stored(0, ""))
    if repeat is None:
        return None
    with connection.cursor() as cursor:
        return answers.find(cursor, seen.loaded.key, repeat)


def repeat_of(
    call: Call, said: bytes, render: Callable[[Loaded, Refused | None], Stored]
) -> Repeat | None:
    """Return how a POST is recognised when it comes again."""
    # A PUT or a DELETE says the whole of what it wants: doing it again is doing it once.
    if call.request.method != "POST":
        return None
    return Repeat(
        asked_by=answers.fingerprint(f"{call.caller.principal} {call.route}".encode()),
        token=token_of(call.request),
        fingerprint=answers.fingerprint(_asked(call) + said),
        render=render,
    )


def token_of(request: HttpRequest) -> str:
    """Return the Idempotency-Key that every POST needs."""
    token = request.headers.get("Idempotency-Key", "").strip()
    if not token or len(token) > TOKEN_MOST:
        raise Trouble("idempotency_key_missing", most=TOKEN_MOST)
    return token


def require(condition: bool, field: str, words: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Raise a malformed field unless a condition holds."""
    if not condition:
        raise Trouble("malformed", [Problem(field, words)])


def _asked(call: Call) -> bytes:
    return f"{call.request.method} {call.request.path}\n".encode()


def _version(request: HttpRequest) -> int | None:
    written = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not written or written == "*":
        return None
    if not NUMBER.fullmatch(written):
        raise Trouble("stale")
    return int(written)


def _role(caller: Caller, parties: Parties) -> Role | None:
    own = parties.role_of(caller.people)
    if caller.staff:
        # Staff who buy or sell are a party there and nothing else: nobody decides their own case.
        return own or caller.staff[0]
    if caller.marketplace != parties.marketplace:
        return None
    if caller.person is None:
        return Role.MARKETPLACE
    # A key that is bound to a person says no role: the order does.
    return own if caller.role in {None, own} else None
