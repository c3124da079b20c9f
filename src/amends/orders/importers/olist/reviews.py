"""What buyers wrote about the orders: for finding those whose review says that nothing came."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .tables import REVIEWS, instant, rows


@dataclass(frozen=True, slots=True)
class Review:
    """One review of one order of the set; the question was sent at `created_at`."""

    order_id: str
    score: int
    created_at: datetime
    answered_at: datetime
    title: str
    message: str


def reviews(folder: Path, zone: str = "America/Sao_Paulo") -> Iterator[Review]:
    """Yield the reviews that can be read, in the order of the table."""
    for _, row in rows(folder, REVIEWS):
        created_at = instant(row["review_creation_date"], zone)
        answered_at = instant(row["review_answer_timestamp"], zone)
        score = row["review_score"]
        if created_at and answered_at and score.isdecimal():
            title, message = row["review_comment_title"], row["review_comment_message"]
            yield Review(row["order_id"], int(score), created_at, answered_at, title, message)
