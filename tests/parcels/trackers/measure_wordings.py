"""Counts how the labelled lines are classified: precision, recall, and what is wrong.

The lines were written from knowledge of carriers' public tracking pages, every status in every
language, before the rules were run on them once. Run it as `python -m
tests.parcels.trackers.measure_wordings`.
"""

import csv
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from amends.parcels.trackers.wordings import sense_of_words

LINES = Path(__file__).with_name("wordings.csv")
NOTHING = "none"


@dataclass(frozen=True, slots=True)
class Line:
    """A wording, its language, and the status that a person gave it."""

    language: str
    status: str
    text: str

    @property
    def found(self) -> str:
        """The status that the rules give it."""
        sense = sense_of_words(self.text)
        return NOTHING if sense is None else sense.status.value


def lines() -> list[Line]:
    """Return the labelled lines."""
    with LINES.open(encoding="utf-8", newline="") as file:
        return [Line(**row) for row in csv.DictReader(file)]


def precision_and_recall(labelled: list[Line]) -> tuple[float, float]:
    """Return how many of the answers are right, and how many of the lines got a right answer.

    A line that means nothing is right when nothing is answered; it counts in neither number then.
    """
    answered = [line for line in labelled if line.found != NOTHING]
    meaning = [line for line in labelled if line.status != NOTHING]
    right = sum(line.found == line.status for line in answered)
    return right / len(answered), right / len(meaning)


def main() -> None:
    """Print the counts by language and status, and every line that is wrong."""
    labelled = lines()
    for group in ("language", "status"):
        for name in dict.fromkeys(getattr(line, group) for line in labelled):
            own = [line for line in labelled if getattr(line, group) == name]
            right = sum(line.found == line.status for line in own)
            print(f"{name:<18} {right:>3} of {len(own):>3} right", file=sys.stdout)  # noqa: T201 - its output
    for line in labelled:
        if line.found != line.status:
            print(f"wrong: {line.language} {line.text!r}: {line.found}, not {line.status}")  # noqa: T201 - its output
    precision, recall = precision_and_recall(labelled)
    counts = Counter(line.language for line in labelled)
    print(f"{len(labelled)} lines, {len(counts)} languages")  # noqa: T201 - its output
    print(f"precision {precision:.4f}, recall {recall:.4f}")  # noqa: T201 - its output


if __name__ == "__main__":
    main()
