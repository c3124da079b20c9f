"""Times in cells: with their own offset, or in the zone that the row names."""

from collections.abc import Sequence

from amends.orders.intake.fields import zones
from amends.orders.intake.instants import in_zone, read_moment

from .csv_rows import Cells


def in_row_zone(cells: Cells, times: Sequence[str]) -> dict[str, object]:
    """Return the cells that are filled, the times without an offset read in the row's zone.

    Where the row names no zone they stay as they are, and are refused for want of an offset.
    """
    filled: dict[str, object] = {name: cell for name, cell in cells.items() if cell}
    zone = cells.get("zone", "")
    if zone not in zones():
        return filled
    for name in times:
        local = read_moment(cells.get(name, ""))
        if local is not None and local.tzinfo is None and 2000 <= local.year < 2100:
            filled[name] = in_zone(local, zone)
    return filled
