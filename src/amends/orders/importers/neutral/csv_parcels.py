"""The parcels of an order out of its rows: the lines that name the same parcel are in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from .columns import PARCEL
from .csv_rows import Cells
from .csv_times import in_row_zone

# The columns that tell of a carrier's scan, and the status that each one stands for.
SCANS = {"accepted_at": "accepted", "delivered_at": "delivered"}


@dataclass(frozen=True, slots=True)
class WrittenParcel:
    """The cells of one parcel, and the lines of the order that are in it, counted from 1."""

    cells: dict[str, object]
    lines: tuple[int, ...]

    def line(self, reference: str) -> dict[str, object]:
        """Return it as a parcel of the neutral format; a carrier's first scan hands it over."""
        names = ("carrier", "tracking_number", "handed_over_at")
        body = {name: self.cells[name] for name in names if name in self.cells}
        if "accepted_at" in self.cells:
            body.setdefault("handed_over_at", self.cells["accepted_at"])
        parcel = {**body, "lines": list(self.lines)}
        return {"kind": "parcel", "order_id": reference, "parcel": parcel}

    def scan(self, reference: str, number: int, column: str) -> dict[str, object] | None:
        """Return what a column says as a checkpoint of the neutral format, if it says anything."""
        if column not in self.cells:
            return None
        happened_at = self.cells[column]
        scan = {"status": SCANS[column], "source": "carrier", "happened_at": happened_at}
        named = {"order_id": reference, "parcel": number}
        return {"kind": "checkpoint", **named, "checkpoint": scan}


def parcels_of(rows: Sequence[Cells]) -> list[WrittenParcel]:
    """Return the parcels that the rows of one order name, in the order of their first lines."""
    lines: dict[tuple[str, ...], list[int]] = {}
    for number, cells in enumerate(rows, start=1):
        named = tuple(cells.get(column, "") for column in PARCEL)
        if any(named):
            lines.setdefault((*named, cells.get("zone", "")), []).append(number)
    return [_written(named, tuple(numbers)) for named, numbers in lines.items()]


def _written(named: tuple[str, ...], lines: tuple[int, ...]) -> WrittenParcel:
    cells = dict(zip((*PARCEL, "zone"), named, strict=True))
    return WrittenParcel(in_row_zone(cells, ("handed_over_at", *SCANS)), lines)
