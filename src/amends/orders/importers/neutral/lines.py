"""One line of the neutral format: an order, a parcel or a checkpoint, as the API takes them.

Lines of one order that stand together become one entry.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Literal, Self, TypeAlias, assert_never

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from amends.core.terms import PARCELS_MOST
from amends.orders.importers.entries import (
    Entry,
    ImportedCheckpoint,
    ImportedParcel,
    RefusedRow,
    Row,
    Step,
)
from amends.orders.intake import CheckpointBody, OrderBody, ParcelBody, Problem
from amends.orders.intake.fields import Body, Id, TrackingNumber
from amends.orders.intake.instants import Instant

CHECKPOINTS_MOST = 500
ParcelNumber: TypeAlias = Annotated[int, Field(ge=1, le=PARCELS_MOST)]


class OrderLine(Body):
    """An order under the marketplace's own id."""

    kind: Literal["order"]
    order_id: Id
    order: OrderBody


class ParcelLine(Body):
    """A parcel of an order. `recorded_at` is when it became known; else when it was handed over."""

    kind: Literal["parcel"]
    order_id: Id
    parcel: ParcelBody
    recorded_at: Instant | None = None


class CheckpointLine(Body):
    """A checkpoint of a parcel: named by its number, its tracking number, or as the only one."""

    kind: Literal["checkpoint"]
    order_id: Id
    parcel: ParcelNumber | TrackingNumber | None = None
    checkpoint: CheckpointBody
    recorded_at: Instant | None = None

    @model_validator(mode="after")
    def _known_since(self) -> Self:
        if self.recorded_at is None and self.checkpoint.utc is None:
            words = "This is needed, because happened_at has neither an offset nor a zone."
            found = [Problem("recorded_at", words)]
            raise PydanticCustomError("together", "These do not fit.", {"problems": found})
        return self

    @property
    def known_at(self) -> datetime:
        """When it became known; where nobody says, when it happened."""
        known_at = self.recorded_at or self.checkpoint.utc
        assert known_at is not None, "validated together"
        return known_at


Line: TypeAlias = OrderLine | ParcelLine | CheckpointLine


@dataclass(slots=True)
class _Group:
    """Lines of one order that stand together."""

    reference: str
    row: Row
    order: OrderBody | None = None
    parcels: list[ImportedParcel] = field(default_factory=list)
    checkpoints: list[ImportedCheckpoint] = field(default_factory=list)


def entries(read: Iterable[tuple[Row, Line] | RefusedRow], marketplace: str) -> Iterator[Step]:
    """Gather lines into entries, in the order of the source; what was refused passes through."""
    group: _Group | None = None
    for item in read:
        if group is not None and not _belongs(group, item):
            yield _entry(group, marketplace)
            group = None
        if isinstance(item, RefusedRow):
            yield item
        else:
            group = _with(group, *item)
    if group is not None:
        yield _entry(group, marketplace)


def _belongs(group: _Group, item: tuple[Row, Line] | RefusedRow) -> bool:
    if isinstance(item, RefusedRow):
        return False
    _, line = item
    if line.order_id != group.reference or line.kind == "order":
        return False
    if line.kind == "parcel":
        return len(group.parcels) < PARCELS_MOST
    return len(group.checkpoints) < CHECKPOINTS_MOST


def _with(group: _Group | None, row: Row, line: Line) -> _Group:
    if group is None:
        group = _Group(line.order_id, row)
    else:
        group.row = replace(group.row, rows=group.row.rows + row.rows, position=row.position)
    match line:
        case OrderLine():
            group.order = line.order
        case ParcelLine():
            recorded_at = line.recorded_at or line.parcel.handed_over_at
            group.parcels.append(ImportedParcel(line.parcel, recorded_at))
        case CheckpointLine():
            checkpoint = ImportedCheckpoint(line.parcel, line.checkpoint, line.known_at)
            group.checkpoints.append(checkpoint)
        case _:
            assert_never(line)
    return group


def _entry(group: _Group, marketplace: str) -> Entry:
    checkpoints = group.checkpoints
    if group.order is not None:
        checkpoints = [replace(c, parcel=_number(group, c)) for c in checkpoints]
    return Entry(
        marketplace,
        group.reference,
        group.order,
        tuple(group.parcels),
        tuple(checkpoints),
        group.row,
    )


def _number(group: _Group, checkpoint: ImportedCheckpoint) -> int | str | None:
    """Return the parcel's number, where it came with its order; else as it was named."""
    numbers = [parcel.body.tracking_number for parcel in group.parcels]
    if checkpoint.parcel is None and len(numbers) == 1:
        return 1
    if isinstance(checkpoint.parcel, str) and numbers.count(checkpoint.parcel) == 1:
        return numbers.index(checkpoint.parcel) + 1
    return checkpoint.parcel
