"""What comes in from outside: the bodies of an order, a parcel and a checkpoint.

The API and the importers read the same bodies, so that an order means the same on both ways.
"""

from .order import OrderBody
from .parcel import CheckpointBody, ParcelBody, scan_of
from .problems import Problem, problems

__all__ = ["CheckpointBody", "OrderBody", "ParcelBody", "Problem", "problems", "scan_of"]
