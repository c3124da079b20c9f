"""Doing what a form asks, once: one command through the door, and its refusal in words.

A page's forms carry how the order stood when the page was made. The same form sent again is known
by that and by what it says, as the API knows a repeat by its Idempotency-Key.
"""

import re
from dataclasses import dataclass

from django.http import HttpRequest

from amends.core.commands import Command
from amends.core.refusals import Refused
from amends.orders import door, queries
from amends.orders.answers import Repeat, Stored, fingerprint
from amends.orders.loaded import NOTHING, Beside, Loaded

from .reader import Problem, Reader
from .shown.timeline import event_words
from .viewer import Seen

# The field that holds it, as it is read back.
STOOD = re.compile(r"[0-9]{1,17}")
CHANGED = Problem(
    "The order has changed since you opened this page",
    "Nothing was done. Look at what is new, and send the form again if it still holds.",
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it came: the address with all that it says, and how the order stood on its page.

    `stood` is None for a form of no page. `strict` says that it counts only for that version.
    """

    says: str
    stood: int | None
    strict: bool = False


def sent(request: HttpRequest, *, mark: str = "", strict: bool = False) -> Sent:
    """Read what tells a form from every other; `mark` names a file that came with it."""
    fields = sorted((k, v) for k, v in request.POST.lists() if k != "csrfmiddlewaretoken")
    written = request.POST.get("stood", "")
    stood = int(written) if STOOD.fullmatch(written) else None
    return Sent(f"{request.path} {mark} {fields}", stood, strict=strict)


def act(seen: Seen, command: Command, form: Sent, beside: Beside = NOTHING) -> Problem | None:
    """Give a command as the viewer; return why it was refused, or None when it is done.

    A form that was done before is not done again: what it did is told as a problem that is `done`.
    """
    asked = door.Asked(
        seen.loaded.key[1],
        seen.party,
        command,
        version=form.stood if form.strict else None,
        repeat=repeat_of(seen, form),
        beside=beside,
    )
    try:
        handled = door.handle(asked, seen.viewer.now)
    except door.Stale:
        return CHANGED
    if handled.refused is not None:
        return problem_of(seen, handled.refused)
    if handled.again and handled.stored is not None:
        return _done_before(seen, int(handled.stored.body))
    return None


def repeat_of(seen: Seen, form: Sent) -> Repeat | None:
    """Return how a form is recognised when the viewer sends it again; None for one of no page."""
    if form.stood is None:
        return None
    says = fingerprint(form.says.encode())
    return Repeat(
        asked_by=fingerprint(f"page {seen.viewer.id}".encode()),
        token=says,
        fingerprint=says,
        render=_version,
        keeps_refusals=False,
    )


def problem_of(seen: Seen, refused: Refused) -> Problem:
    """Return a refusal in the viewer's words."""
    return Reader(seen.viewer, seen.role).refusal(refused)


def _version(loaded: Loaded, refused: Refused | None) -> Stored:
    del refused
    return Stored(200, str(loaded.version))


def _done_before(seen: Seen, version: int) -> Problem:
    own = [
        happened
        for happened in queries.history(seen.loaded.key)
        if happened.number <= version and happened.actor == seen.party.id
    ]
    assert own, "what was done is in the history"
    event, reader = own[-1].event, Reader(seen.viewer, seen.role)
    said = event_words(event, reader).rstrip(".")
    when = reader.value(event.at)
    return Problem(
        "You sent this before, and it was done then",
        f"It was not done again. What it did, {when}: {said}.",
        done=True,
    )
