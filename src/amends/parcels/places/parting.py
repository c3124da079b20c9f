"""A carrier's text taken apart: phrases that may name a place, and hints at its country."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from .folding import fold
from .tables import Thing

PARTS_MOST = 6
WORDS_MOST = 10
POST_WORDS_MOST = 4
COUNTRY_WORDS_MOST = 3
# A state, then its country.
ENDS_MOST = 2
CITY_OF_STATE = 100_000
SHORT = 4
SEPARATORS = re.compile(r"[,;/|()\[\]【】:\n\u3001\uff0c\u060c]|\s[-\u2013\u2014]+\s|\s-|-\s")
# In Chinese and Japanese a province comes first, then the city, without spaces.
CITY_IN_HAN = re.compile(r"^(?:中国)?(?:.{2,3}?(?:省|自治区|自治區))?(.{2,5}?市)")
FACILITY_IN_HAN = re.compile(r"(?:国际)?(?:转运|处理|分拣|集散|邮件处理)中心$|营业部$|分公司$")
Named: TypeAlias = Callable[[str], tuple[Thing, ...]]
# A hint is what may be meant, country and region; "" is any region.
Hint: TypeAlias = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of a text may mean. `whole` is False where words of it are left unexplained."""

    things: tuple[Thing, ...] = ()
    hints: tuple[Hint, ...] = ()
    whole: bool = True


def parts_of(text: str, named: Named) -> list[Part]:
    """Take a text apart; parts that mean nothing are left out."""
    wide = unicodedata.normalize("NFKC", text)
    pieces = [piece.strip() for piece in SEPARATORS.split(wide)]
    parts = [_part(piece, named) for piece in [p for p in pieces if p][:PARTS_MOST]]
    return [part for part in parts if part.things or part.hints]


def _part(piece: str, named: Named) -> Part:
    tokens = [token for token in piece.replace("-", " ").split() if fold(token)][:WORDS_MOST]
    country = _country([token for token in tokens if not _is_number(token)], named)
    if country:
        return Part(hints=(country,))
    coded = _coded(tokens, named)
    if coded:
        return Part(coded)
    tokens, start = _without_start(tokens, named)
    tokens, posts = _without_posts(tokens, named)
    posts = (*start, *posts)
    exact = _places(tokens, named)
    if exact and _without_facility(tokens):
        return Part(exact, posts)
    tokens = [token for token in tokens if not _is_number(token)]
    tokens, hints = _without_end(tokens, named)
    return _inner(tokens, (*posts, *hints), named)


def _inner(tokens: Sequence[str], hints: tuple[Hint, ...], named: Named) -> Part:
    """Find the place in what is left once posts, numbers and regions are gone."""
    exact = _places(tokens, named)
    if exact and _without_facility(tokens):
        return Part(exact, hints)
    kept = _without_facility(tokens)
    exact = _places(kept, named) or _in_han("".join(kept), named)
    if exact:
        return Part(exact, hints)
    for length in range(len(kept) - 1, 0, -1):
        found = _places(kept[:length], named)
        if found:
            return Part(found, hints, whole=False)
    return Part(hints=hints)


def _country(tokens: Sequence[str], named: Named) -> Hint:
    """Return the countries, states or posts that the whole of a part names."""
    word = " ".join(tokens)
    short = len(word) <= 3 and not word.isupper() and word.isascii()
    if not tokens or short:
        return frozenset()
    folded = fold(word)
    countries = named(f"={folded}")
    main = [thing for thing in countries if thing.main]
    # In some language a country is called Sin, and another Male.
    if len(main) != 1 and not (folded.isascii() and len(folded) <= SHORT):
        main = list(countries)
    regions = named(f"~{folded}")
    # New York and Washington are cities before they are states; a code is a state.
    if len(folded) > 3 and any(one.population >= CITY_OF_STATE for one in named(folded)):
        regions = ()
    found = [*main, *regions, *named(f"@{folded}")]
    return frozenset((thing.country, thing.region) for thing in found)


def _coded(tokens: Sequence[str], named: Named) -> tuple[Thing, ...]:
    """Return what a lone code in capitals means: an airport, or an office of exchange.

    An office has six letters, its country, its airport and a qualifier (UPU list of IMPC codes).
    Many words look like one, so the airport must lie in the country.
    """
    if len(tokens) != 1 or not (tokens[0].isascii() and tokens[0].isupper()):
        return ()
    code = tokens[0]
    found = named(f"#{code}") if len(code) in {3, 6} else ()
    if len(code) == 6 and not found and not named(fold(code)):
        found = tuple(one for one in named(f"#{code[2:5]}") if one.country == code[:2])
    return tuple(one for one in found if one.kind == "centre") or found


def _without_start(tokens: list[str], named: Named) -> tuple[list[str], tuple[Hint, ...]]:
    """Take a country off the beginning, as in `FR-75001 Paris`."""
    if len(tokens) > 2 and len(tokens[0]) == 2 and _is_number(tokens[1]):
        hint = _country(tokens[:1], named)
        return (tokens[1:], (hint,)) if hint else (tokens, ())
    return tokens, ()


def _without_posts(tokens: list[str], named: Named) -> tuple[list[str], tuple[Hint, ...]]:
    spans = (
        (start, start + length)
        for length in range(min(POST_WORDS_MOST, len(tokens)), 0, -1)
        for start in range(len(tokens) - length + 1)
    )
    for start, end in spans:
        posts = named(f"@{fold(' '.join(tokens[start:end]))}")
        if posts:
            hint = frozenset((post.country, "") for post in posts)
            return tokens[:start] + tokens[end:], (hint,)
    return tokens, ()


def _without_end(tokens: list[str], named: Named) -> tuple[list[str], tuple[Hint, ...]]:
    """Take a country or a state off the end, as in `Leipzig Hub DE` and `CHICAGO IL US`."""
    hints: list[Hint] = []
    for _ in range(ENDS_MOST):
        length, hint = _end(tokens, named)
        if not hint:
            break
        hints.append(hint)
        tokens = tokens[:-length]
    return tokens, tuple(hints)


def _end(tokens: list[str], named: Named) -> tuple[int, Hint]:
    """Return the country or state that the last words name, and how many words it takes."""
    for length in range(min(COUNTRY_WORDS_MOST, len(tokens) - 1), 0, -1):
        hint = _country(tokens[-length:], named)
        if hint:
            return length, hint
    return 0, frozenset()


def _without_facility(tokens: Sequence[str]) -> list[str]:
    return [token for token in tokens if fold(token) not in _facility_words()]


def _places(tokens: Sequence[str], named: Named) -> tuple[Thing, ...]:
    found = named(fold(" ".join(tokens))) if tokens else ()
    return tuple(one for one in found if one.kind == "centre") or found


def _in_han(word: str, named: Named) -> tuple[Thing, ...]:
    bare = FACILITY_IN_HAN.sub("", word)
    if bare != word and named(bare):
        return named(bare)
    match = CITY_IN_HAN.match(word)
    if match is None:
        return ()
    return named(match[1]) or named(match[1].removesuffix("市"))


def _is_number(token: str) -> bool:
    return any(c.isdigit() for c in token)


@cache
def _facility_words() -> frozenset[str]:
    path = Path(__file__).parent / "words.toml"
    words = tomllib.loads(path.read_text(encoding="utf-8"))["facility"]
    return frozenset(fold(word) for word in words.split())
