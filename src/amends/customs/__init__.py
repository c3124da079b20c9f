"""Duty and tax at the border: dated rules as data, and what they say of one consignment.

Pure: knows neither orders nor a clock, and answers unknown where no verified rule holds.
"""

from .charges import Charge, Compared, Comparison, Consignment, compare, expected
from .currencies import Rate
from .liability import Liability, who_pays
from .promises import Promise, promises
from .rows import Collected, Kind, Payer, Row, rows

__all__ = [
    "Charge",
    "Collected",
    "Compared",
    "Comparison",
    "Consignment",
    "Kind",
    "Liability",
    "Payer",
    "Promise",
    "Rate",
    "Row",
    "compare",
    "expected",
    "promises",
    "rows",
    "who_pays",
]
