"""The tables of the public Olist set, read as orders of one marketplace.

One order of the set with several sellers becomes one protected order per seller. What the rows
say, and what is made of it, is written in docs/import.md.
"""

from .reviews import Review, reviews
from .source import Olist, read

__all__ = ["Olist", "Review", "read", "reviews"]
