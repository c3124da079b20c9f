"""What carriers' words mean: ordered phrases in eight languages, the first rule that holds decides.

No score is learned. A wording that no rule knows means nothing, and is counted by whoever asked:
better no status than a wrong one.
"""

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from .reading import Problems, Trouble
from .vocabulary import UNKNOWN, Sense, codes_of, sense_of, together

# What stands between two parts of a phrase, in letters.
GAP_MOST = 40
TEXT_MOST = 400
# Latin and Cyrillic letters: scripts that put blanks between words.
SPACED = re.compile("[a-z0-9\u0430-\u044f]")
# Phrases are looked up by how their first word begins.
BEGINNING = 3


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a rule; `whole` is compared as it stands, `pattern` where it has gaps."""

    rank: int
    whole: str
    pattern: re.Pattern[str] | None

    def is_in(self, plain: str) -> bool:
        """Whether a text between blanks holds it."""
        if self.pattern is None:
            return self.whole in plain
        return self.pattern.search(plain) is not None


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules by rank: what each means, where its phrases are, and what takes it back."""

    senses: tuple[Sense, ...]
    index: Mapping[str, list[Phrase]]
    unless: tuple[tuple[Phrase, ...], ...]


@lru_cache(maxsize=16_384)
def sense_of_words(text: str) -> Sense | None:
    """Return what a carrier's words mean, or None where no rule knows them."""
    plain = f" {plain_words(text[:TEXT_MOST])} "
    found = min(_holding(plain), default=None)
    if found is None:
        return None
    if any(phrase.is_in(plain) for phrase in _rules().unless[found]):
        return None
    return _rules().senses[found]


def sense_of_coded(code: str, text: str, package: str, problems: Problems) -> Sense:
    """Return what a tracker's code and the words beside it mean; a code not known is counted."""
    known = codes_of(package).get(code)
    if known is None:
        problems.note(Trouble.UNKNOWN_CODE, code)
        return UNKNOWN
    return together(known, sense_of_words(text))


def plain_words(text: str) -> str:
    """Return words as phrases are compared: no case, no accents, no punctuation, single blanks."""
    loose = unicodedata.normalize("NFKD", text.casefold())
    kept = (letter for letter in loose if not unicodedata.combining(letter) and letter != "ـ")
    spaced = "".join(letter if letter.isalnum() else " " for letter in kept)
    return " ".join(spaced.split())


def _holding(plain: str) -> Iterator[int]:
    """Yield the ranks of the rules of which a phrase stands in a text."""
    index = _rules().index
    for beginning in _beginnings(plain):
        yield from (phrase.rank for phrase in index.get(beginning, ()) if phrase.is_in(plain))


def _beginnings(plain: str) -> set[str]:
    words = plain.split()
    found = {word[:length] for word in words for length in range(1, BEGINNING + 1)}
    return found | {letter for word in words if not SPACED.match(word) for letter in word}


@cache
def _rules() -> Rules:
    path = files("amends.parcels.trackers").joinpath("wordings.toml")
    written = tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
    index: dict[str, list[Phrase]] = defaultdict(list)
    for rank, rule in enumerate(written):
        for phrase in rule["phrases"]:
            index[_beginning(phrase)].append(_phrase(rank, phrase))
    unless = tuple(
        tuple(_phrase(rank, phrase) for phrase in rule.get("unless", ()))
        for rank, rule in enumerate(written)
    )
    return Rules(tuple(map(sense_of, written)), dict(index), unless)


def _beginning(phrase: str) -> str:
    first = plain_words(phrase.split(maxsplit=1)[0])
    return first.split()[0][:BEGINNING] if SPACED.match(first) else first[0]


def _phrase(rank: int, phrase: str) -> Phrase:
    if "*" not in phrase and "~" not in phrase:
        plain = plain_words(phrase)
        return Phrase(rank, f" {plain} " if SPACED.match(plain) else plain, None)
    gap = rf".{{0,{GAP_MOST}}}?"
    return Phrase(rank, "", re.compile(gap.join(_expression(p) for p in phrase.split("*"))))


def _expression(part: str) -> str:
    """Latin and Cyrillic words are whole words; Chinese and Arabic ones stand within others."""
    made = []
    for word in part.split():
        plain = plain_words(word.rstrip("~"))
        edged = bool(SPACED.match(plain))
        after = r"\w*" if word.endswith("~") else (r"\b" if edged else "")
        before = r"\b" if edged else ""
        made.append(f"{before}{re.escape(plain)}{after}")
    return " ".join(made)
