"""Reading the generic webhook: `{"checkpoints": [...]}`, each in the words of the domain.

A checkpoint has `number` and `text` or `status`; further `time` (RFC 3339, or local without an
offset), `city`, `region`, `postal_code`, `country`, `place`, `latitude`, `longitude`, `leg`,
`physical`, `cause`, `carrier`, `weight_grams`, `recipient`, `signed`, and `code` with `vocabulary`
(`upu`, `cainiao`, `colissimo`). Without a status, the code decides, then the words.
"""

from collections.abc import Mapping

from amends.parcels.trackers.entries import reading_of
from amends.parcels.trackers.reading import Outcome, Problems, Read, Reading, Unreadable, unreadable
from amends.parcels.trackers.shapes import EVENTS_MOST, frame, load, rows, tables


def read(body: bytes) -> Read:
    """Read a push."""
    problems = Problems()
    try:
        listed = rows(frame(load(body), "the body").get("checkpoints"), "checkpoints")
    except Unreadable as error:
        return unreadable(str(error))
    return read_entries(tables(list(listed), EVENTS_MOST), problems)


def read_entries(entries: list[Mapping[str, object]], problems: Problems) -> Read:
    """Read checkpoints that name themselves; one without a number or any word is left out."""
    found = [reading_of(entry, problems) for entry in entries]
    readings: tuple[Reading, ...] = tuple(one for one in found if one is not None)
    outcomes = {one.number: Outcome.FOUND for one in readings}
    return Read(readings, problems.counted(), outcomes)
