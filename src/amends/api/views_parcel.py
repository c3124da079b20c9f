"""What the API shows of a parcel: its checkpoints, findings, pins, and the charges at a border."""

from datetime import date, datetime

from amends.core.parcel import Validity

from .views import MoneyView, View


class CheckpointView(View):
    """One line of a parcel's tracking; without a known zone only its local time is there."""

    number: int
    status: str
    source: str
    leg: str
    physical: bool
    happened_at: datetime | None
    local_time: str
    recorded_at: datetime
    city: str
    postal_code: str
    country: str
    text: str
    weight_grams: int | None


class FindingView(View):
    """What the parcel shows, and the checkpoints that it rests on."""

    finding: str
    grade: str
    rests_on: list[int]
    words: str


class CustomsRowView(View):
    """The dated rule that a charge rests on; it holds until the day before `valid_to`."""

    id: str
    jurisdiction: str
    valid_from: date
    valid_to: date | None
    source: str


class ChargeView(View):
    """One kind of charge; `expected` is null where it cannot be said, and `words` say why.

    `quote` is what the listing says of who pays it.
    """

    kind: str
    expected: MoneyView | None
    ground: str
    words: str
    payer: str
    quote: str
    rule: CustomsRowView | None


class ChargesView(View):
    """What is due at the border of goods declared on a day, what was asked for, and who pays."""

    declared_on: date
    charges: list[ChargeView]
    expected: MoneyView | None
    demanded: MoneyView | None
    comparison: str
    payer: str
    words: str


class PinView(View):
    """A point on a map, in degrees, and how far from it the true place may be."""

    latitude: float
    longitude: float
    radius_km: float


class CorrectionView(View):
    """What one side says of a pin; `old` is the pin that stood there, and stands."""

    pin: str
    name: str
    country: str
    new: PinView
    old: PinView | None
    by: str
    at: datetime
    why: str


class NumberView(View):
    """What a tracking number shows by itself: its validity, and every carrier that it may be of."""

    validity: Validity
    carriers: list[str]
    why: str


class ParcelView(View):
    """A parcel with its checkpoints; `number_due_at` is when its number should be corrected.

    `number` is null where it has no number. `links` are the public pages of trackers about it, by
    their name. `pins` are those that the caller may correct.
    """

    id: str
    order: str
    lines: list[int]
    carrier: str
    tracking_number: str
    handed_over_at: datetime
    leg: str
    weight_grams: int | None
    number: NumberView | None
    number_due_at: datetime | None
    links: dict[str, str]
    checkpoints: list[CheckpointView]
    findings: list[FindingView]
    charges: ChargesView | None
    pins: list[str]
    corrections: list[CorrectionView]
