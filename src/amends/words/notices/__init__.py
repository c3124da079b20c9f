"""What notices say, in more languages than the site has pages in: one catalogue a language."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from amends.core.money import Money
from amends.words import shown
from amends.words.catalogue import DEFAULT, known, language_of, read

FOLDER = Path(__file__).parent
LANGUAGES = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
RIGHT_TO_LEFT = frozenset({"ar"})
# What English notices take from the words of the site.
SHARED = ("silence.", "left.")


def told(path: str, locale: str, /, **values: object) -> str:
    """Return the words for a path; a language without a catalogue reads English.

    Raises KeyError for words that are missing.
    """
    return catalogue(spoken(locale))[path].format_map(values)


def spoken(locale: str) -> str:
    """Return the language in which somebody with this locale gets notices."""
    language = language_of(locale)
    return language if language in LANGUAGES else DEFAULT


def direction(locale: str) -> str:
    """Return `rtl` or `ltr`, as HTML writes the direction of a language."""
    return "rtl" if spoken(locale) in RIGHT_TO_LEFT else "ltr"


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return every word of a language's notices, by its path."""
    own = read(FOLDER / f"{language}.toml")
    if language != DEFAULT:
        return own
    shared = {path: words for path, words in known(DEFAULT).items() if path.startswith(SHARED)}
    return {**shared, **own}


def when(moment: datetime, zone: str, now: datetime, locale: str) -> shown.Shown:
    """Return a moment as a reader in a zone sees it at `now`, in the language of the notices."""
    return shown.moment_in(moment, zone, now, _style(locale))


def money(sum_shown: Money, locale: str) -> str:
    """Return a sum as people write it in the language of the notices."""
    return shown.money_in(sum_shown, _style(locale).locale)


def _style(locale: str) -> shown.Style:
    words = catalogue(spoken(locale))
    chosen = shown.parsed(locale, LANGUAGES)
    return shown.Style(chosen, soon=words["left.soon"], now=words["left.now"])
