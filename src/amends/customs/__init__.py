"""Duty and tax at the border: dated rules as data, and what they say of one consignment.

Pure: knows neither orders nor a clock, and answers unknown where no verified rule holds.
"""

from .assessing import Assessed, Due, assess
from .charges import Charge, Comparison, Consignment, Ground, compare, expected
from .currencies import Rate
from .liability import Said, said, who_pays
from .promises import Promise, promises
from .rows import Collected, Kind, Payer, Row, rows
from .territories import crosses, jurisdictions

__all__ = [
    "Assessed",
    "Charge",
    "Collected",
    "Comparison",
    "Consignment",
    "Due",
    "Ground",
    "Kind",
    "Payer",
    "Promise",
    "Rate",
    "Row",
    "Said",
    "assess",
    "compare",
    "crosses",
    "expected",
    "jurisdictions",
    "promises",
    "rows",
    "said",
    "who_pays",
]
