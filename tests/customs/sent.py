"""Consignments for the tests of customs: a small parcel to Lyon, declared in October 2026."""

from dataclasses import replace
from datetime import date

from amends.core.money import Money
from amends.customs import Consignment, jurisdictions

DECLARED = date(2026, 10, 5)
LYON = Consignment(
    jurisdictions=("FR", "EU"),
    declared_on=DECLARED,
    goods=Money(4000, "EUR"),
    shipping=Money(500, "EUR"),
    tariff_lines=2,
    dearest_item=Money(4000, "EUR"),
)
WITH_IOSS = replace(LYON, scheme="IOSS", collected=Money(900, "EUR"))


def to(country: str, postal_code: str, **changed: object) -> Consignment:
    """The same parcel to somewhere else."""
    where = jurisdictions(country, postal_code)
    return replace(LYON, jurisdictions=where, **changed)  # type: ignore[arg-type]  # Checked by the dataclass's own use.


def eur(minor: int) -> Money:
    return Money(minor, "EUR")
