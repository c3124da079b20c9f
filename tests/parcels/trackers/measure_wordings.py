"""Counts how the labelled lines are classified: precision, recall, and what is wrong.

The lines were written from knowledge of carriers' public tracking pages and labelled before the
rules were run on them. The rules were then mended by what was wrong, so that today's figures say
how well these lines are known, not how well others would be. What each lot scored on its first run
(precision, recall) says that: wordings.csv 0.985, 0.982; then the three lots of wordings_fresh.csv,
82 lines 0.914, 0.780; 63 lines in looser words 0.765, 0.619, after which rules got `unless`; 66
lines 0.951, 0.879. Run it as `python -m tests.parcels.trackers.measure_wordings`.
"""

import csv
import sys
from dataclasses import dataclass
from pathlib import Path

from amends.parcels.trackers.wordings import sense_of_words

LINES = Path(__file__).with_name("wordings.csv")
FRESH = Path(__file__).with_name("wordings_fresh.csv")
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


def lines(path: Path = LINES) -> list[Line]:
    """Return labelled lines."""
    with path.open(encoding="utf-8", newline="") as file:
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
    """Print the counts by language and status of both sets, and every line that is wrong."""
    for path in (LINES, FRESH):
        labelled = lines(path)
        _say(f"{path.name}: {len(labelled)} lines")
        _count(labelled, "language")
        _count(labelled, "status")
        for line in (one for one in labelled if one.found != one.status):
            _say(f"wrong: {line.language} {line.text!r}: {line.found}, not {line.status}")
        precision, recall = precision_and_recall(labelled)
        _say(f"precision {precision:.4f}, recall {recall:.4f}\n")


def _count(labelled: list[Line], group: str) -> None:
    for name in dict.fromkeys(getattr(line, group) for line in labelled):
        own = [line for line in labelled if getattr(line, group) == name]
        right = sum(line.found == line.status for line in own)
        _say(f"{name:<18} {right:>3} of {len(own):>3} right")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
