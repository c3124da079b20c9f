"""Doing what a form asks: one command through the door, and its refusal in words."""

from amends.core.commands import Command
from amends.core.refusals import Refused
from amends.orders import door
from amends.orders.loaded import NOTHING, Beside

from .reader import Problem, Reader
from .viewer import Seen


def act(seen: Seen, command: Command, beside: Beside = NOTHING) -> Problem | None:
    """Give a command as the viewer; return why it was refused, or None when it is done."""
    key = seen.loaded.key[1]
    handled = door.handle(door.Asked(key, seen.party, command, beside=beside), seen.viewer.now)
    return problem_of(seen, handled.refused) if handled.refused else None


def problem_of(seen: Seen, refused: Refused) -> Problem:
    """Return a refusal in the viewer's words."""
    return Reader(seen.viewer, seen.role).refusal(refused)
