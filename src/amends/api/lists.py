"""Which orders a list shows, and which page of it: read off the query, every word checked."""

from datetime import datetime

from amends.accounts.people import is_reference, person_id
from amends.core.order import Status
from amends.core.parties import Role
from amends.orders import queries
from amends.orders.intake import Problem
from amends.orders.intake.instants import read_moment
from amends.orders.queries import Page, Scope

from .calling import NUMBER, Call, require
from .problems import Trouble

MESSAGES_MOST = 500
LISTED = (
    *("limit", "after", "status", "due_before", "updated_since"),
    *("person", "role", "marketplace"),
)
PERSON = "Write buyer: or seller: and the id of a person, like buyer:4711."
_SIDES = {"buyer": Role.BUYER, "seller": Role.SELLER}


def scope_of(call: Call, *, disputed: bool = False) -> Scope:
    """Return whose orders a list shows, narrowed by the query."""
    names = [name for name in call.request.GET.get("status", "").split(",") if name]
    known = [status.value for status in Status]
    require(set(names) <= set(known), "status", f"Write some of {', '.join(known)}.")
    marketplace = _marketplace(call)
    person, role = _person(call, marketplace)
    return Scope(
        person=person,
        role=role,
        marketplace=marketplace,
        statuses=tuple(Status(name) for name in names),
        due_before=_moment(call, "due_before"),
        updated_since=_moment(call, "updated_since"),
        disputed=disputed,
    )


def page_of(call: Call, scope: Scope) -> Page:
    """Return the page of a list that the query asks for."""
    after = call.request.GET.get("after") or None
    try:
        return queries.listed(scope, after=after, limit=limit_of(call, queries.LIMIT_MOST))
    except ValueError as error:
        words = "This is no cursor of this list. Use the `next` of the page before."
        raise Trouble("malformed", [Problem("after", words)]) from error


def limit_of(call: Call, most: int) -> int:
    """Return how many items the query asks for."""
    limit = call.request.GET.get("limit", "50")
    good = NUMBER.fullmatch(limit) is not None and 1 <= int(limit) <= most
    require(good, "limit", f"Write a number from 1 to {most}.")
    return int(limit)


def _marketplace(call: Call) -> str | None:
    caller = call.caller
    if caller.staff:
        return call.request.GET.get("marketplace") or None
    return caller.marketplace


def _person(call: Call, marketplace: str | None) -> tuple[str | None, Role | None]:
    """Return whose orders are asked for: a person's own, or those of the person that is named."""
    caller, written = call.caller, call.request.GET.get("person")
    if caller.person is not None and not caller.staff:
        require(written is None, "person", "A person's lists hold their own orders only.")
        side = caller.role or _SIDES.get(call.request.GET.get("role", ""))
        require(side is not None, "role", "Write buyer or seller.")
        return caller.person, side
    if written is None:
        return None, None
    side, reference = _SIDES.get(written.partition(":")[0]), written.partition(":")[2]
    require(side is not None and is_reference(reference), "person", PERSON)
    # People are known by their marketplace's own ids, so without it there is nobody to look for.
    require(marketplace is not None, "marketplace", "Name the marketplace of this person.")
    return person_id(marketplace or "", reference), side


def _moment(call: Call, name: str) -> datetime | None:
    written = call.request.GET.get(name)
    if not written:
        return None
    moment = read_moment(written)
    good = moment is not None and moment.tzinfo is not None
    require(good, name, "Write a moment as in RFC 3339, like 2026-03-01T09:30:00Z.")
    return moment
