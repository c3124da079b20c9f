"""One line of the log for each command that was refused, by a page, the API or a gateway alike.

The line has codes and ids, and nothing that anybody wrote.
"""

import logging

from amends.core.commands import Command
from amends.core.parties import Party, Role

from .keys import spell

STALE = "stale"
# What these try and may not is for the operator to see; that parties try is everyday.
STAFF = frozenset({Role.MEDIATOR, Role.OPERATOR, Role.PLATFORM})
log = logging.getLogger("amends.refused")


def note(key: bytes, party: Party, command: Command, code: str) -> None:
    """Say in the log what was refused: the code, the command, the order, and who gave it."""
    level = logging.WARNING if party.role in STAFF else logging.INFO
    said = (code, type(command).__name__, spell(key), party.role.value, party.id)
    log.log(level, "refused %s: %s of order %s by %s %r", *said)
