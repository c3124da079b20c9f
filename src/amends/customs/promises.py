"""What a listing promises about import charges, found by its words and quoted as it stands."""

import re
import tomllib
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .rows import Kind, Payer

FILE = Path(__file__).parent / "promises.toml"
TEXT_MOST = 100_000
QUOTE_MOST = 240
PROMISES_MOST = 50
# How many words before and after a phrase a word of denial still speaks of it.
DENIED_BEFORE, DENIED_AFTER = 3, 2
_SENTENCE_END = re.compile(r"[.!?;]+(?=\s|$)|[\u3002\uff01\uff1f\uff1b\n]+")
_CLAUSE_END = re.compile(r"[,;:.()]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
# Typographic apostrophes and dashes read like those of a keyboard.
_PLAIN = {"\u2019": "'", "\u2010": "-", "\u2013": "-"}


@dataclass(frozen=True, slots=True)
class Promise:
    """Who is said to pay for which charges, in the listing's own words.

    `words` is what was found, `quote` the sentence around it, at most 240 characters. `unclear` is
    a promise that the same sentence denies or limits.
    """

    pays: Payer
    covers: frozenset[Kind]
    words: str
    quote: str
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class _Phrase:
    pays: Payer
    covers: frozenset[Kind]
    pattern: re.Pattern[str]
    length: int


@dataclass(frozen=True, slots=True)
class _Wording:
    phrases: tuple[_Phrase, ...]
    denials: re.Pattern[str]
    exceptions: re.Pattern[str]


def promises(listing: str) -> tuple[Promise, ...]:
    """Return what a listing's text promises, in its order: at most 50, in 100,000 characters.

    Where two phrases overlap, the longer one speaks: "not included" is no "included".
    """
    text = listing[:TEXT_MOST]
    folded, places = _fold(text)
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, Promise]] = []
    for phrase, start, end in _matches(folded):
        if len(found) == PROMISES_MOST:
            break
        if all(end <= before or start >= after for before, after in taken):
            taken.append((start, end))
            span = places[start], places[end - 1] + 1
            sentence = ends[bisect_right(ends, span[0]) - 1], ends[bisect_left(ends, span[1])]
            found.append((start, _promise(phrase, text, span, sentence)))
    return tuple(promise for _, promise in sorted(found, key=lambda one: one[0]))


def _matches(folded: str) -> Iterator[tuple[_Phrase, int, int]]:
    for phrase in _wording().phrases:
        for match in phrase.pattern.finditer(folded):
            yield phrase, *match.span()


def _promise(phrase: _Phrase, text: str, span: tuple[int, int], within: tuple[int, int]) -> Promise:
    said, sentence = text[slice(*span)], text[slice(*within)].strip()
    wording = _wording()
    # What stands beyond a comma speaks of something else.
    before = _CLAUSE_END.split(_fold(text[within[0] : span[0]])[0])[-1].split()[-DENIED_BEFORE:]
    after = _CLAUSE_END.split(_fold(text[span[1] : within[1]])[0])[0].split()[:DENIED_AFTER]
    near = [" ".join(before), " ".join(after)]
    if _CHINESE.search(said):
        # Chinese has no spaces: a character stands for a word.
        near = [near[0][-DENIED_BEFORE:], near[1][:DENIED_AFTER]]
    limited = wording.exceptions.search(_fold(sentence)[0])
    limits = limited or any(map(wording.denials.search, near))
    return Promise(
        pays=phrase.pays,
        covers=phrase.covers,
        words=said,
        quote=sentence if len(sentence) <= QUOTE_MOST else said,
        unclear=bool(limits),
    )


def _fold(text: str) -> tuple[str, list[int]]:
    """Return a text without case and accents, and where each of its characters stood."""
    plain = [
        (_PLAIN.get(part, part), place)
        for place, character in enumerate(text)
        for part in unicodedata.normalize("NFKD", character).casefold()
        if not unicodedata.combining(part)
    ]
    return "".join(part for part, _ in plain), [place for _, place in plain]


@cache
def _wording() -> _Wording:
    written = tomllib.loads(FILE.read_text(encoding="utf-8"))
    phrases = [
        _Phrase(
            Payer(group["pays"]),
            frozenset(map(Kind, group["covers"])),
            _pattern([words]),
            len(words),
        )
        for group in written["phrase"]
        for words in group["words"]
    ]
    longest_first = sorted(phrases, key=lambda phrase: -phrase.length)
    return _Wording(
        tuple(longest_first), _pattern(written["denials"]), _pattern(written["exceptions"])
    )


def _pattern(alternatives: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(_spelled(words) for words in alternatives))


def _spelled(words: str) -> str:
    parts = [re.escape(part) for part in _fold(words)[0].split()]
    spelled = r"[\s-]+".join(parts)
    return spelled if _CHINESE.search(words) else rf"(?<!\w){spelled}(?!\w)"
