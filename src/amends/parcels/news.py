"""Which reports of a parcel are news: several trackers tell the same scan, again and again."""

from collections.abc import Sequence
from dataclasses import replace

from .store import Scan


def fresh(known: Sequence[Scan], scans: Sequence[Scan]) -> list[Scan]:
    """Return those of `scans` that are not known, numbered on from those that are.

    A report of a known scan that tells more of how it was handed over is news too.
    """
    seen: dict[tuple[object, ...], frozenset[object]] = {}
    for scan in known:
        seen[_sameness(scan)] = seen.get(_sameness(scan), frozenset()) | _handing_over(scan)
    new: list[Scan] = []
    for scan in scans:
        before, told = seen.get(_sameness(scan)), _handing_over(scan)
        if before is not None and told <= before:
            continue
        seen[_sameness(scan)] = (before or frozenset()) | told
        number = len(known) + len(new) + 1
        new.append(replace(scan, checkpoint=replace(scan.checkpoint, number=number)))
    return new


def _sameness(scan: Scan) -> tuple[object, ...]:
    """What makes two reports the same scan, whoever tells it and whenever it was recorded."""
    checkpoint = scan.checkpoint
    thing = (checkpoint.parcel, checkpoint.status, checkpoint.source, checkpoint.leg)
    when = (checkpoint.happened_at, scan.local_time)
    return (*thing, *when, scan.city, scan.postal_code, scan.country, scan.text)


def _handing_over(scan: Scan) -> frozenset[object]:
    """What a report tells beside the scan itself: who took it, how, or why it is held."""
    one = scan.checkpoint
    told = {
        "recipient": one.recipient_differs,
        "signed": one.signed or None,
        "collected": one.collected or None,
        "customs": one.customs_cause,
    }
    return frozenset(item for item in told.items() if item[1] is not None)
