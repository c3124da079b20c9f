"""Turning a tracker's codes and words into canonical statuses, by tables that are data.

A code decides; words refine a code that says little ("in transit, other"), and words that the goods
go back win over any code. Words never make a delivery that the tracker's own code does not say.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias

from amends.core.parcel import RETURN_STATUSES, Leg, ParcelStatus

from .reading import Cause

# Announcements and verdicts: nobody held the parcel in his hands to say them.
NOT_PHYSICAL = frozenset({ParcelStatus.UNKNOWN, ParcelStatus.ANNOUNCED, ParcelStatus.LOST})


@dataclass(frozen=True, slots=True)
class Sense:
    """What a code or a wording means. `general` is one that says too little by itself."""

    status: ParcelStatus
    physical: bool
    leg: Leg = Leg.OUTBOUND
    cause: Cause | None = None
    general: bool = False


Codes: TypeAlias = Mapping[str, Sense]
UNKNOWN = Sense(ParcelStatus.UNKNOWN, physical=False)


@cache
def codes_of(package: str) -> Codes:
    """Return the table of codes of a tracker, or of a list shared by carriers."""
    path = files("amends.parcels.trackers").joinpath(*package.split("/"))
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    return {code: sense_of(entry) for code, entry in written["codes"].items()}


def sense_of(entry: Mapping[str, object]) -> Sense:
    """Read one entry of a table; `physical` and `leg` follow from the status unless they stand."""
    status = ParcelStatus(str(entry["status"]))
    returns = status in RETURN_STATUSES
    return Sense(
        status,
        physical=bool(entry.get("physical", status not in NOT_PHYSICAL)),
        leg=Leg(str(entry.get("leg", Leg.RETURN if returns else Leg.OUTBOUND))),
        cause=Cause(str(entry["cause"])) if "cause" in entry else None,
        general=bool(entry.get("general", False)),
    )


def together(code: Sense, said: Sense | None) -> Sense:
    """Return what a code and the words beside it mean together."""
    if said is None:
        return code
    if said.status in RETURN_STATUSES and code.status not in RETURN_STATUSES:
        return said
    if code.general and said.status is not ParcelStatus.DELIVERED:
        return said
    # What customs destroys it held before, so the words beside say why.
    destroyed = code.status is ParcelStatus.DESTROYED and said.status is ParcelStatus.CUSTOMS_HELD
    alike = said.status is code.status or destroyed
    cause = code.cause or (said.cause if alike else None)
    # A return that was delivered is delivered to the sender; a return code keeps its leg.
    return Sense(code.status, code.physical, code.leg, cause)
