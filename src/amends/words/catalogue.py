"""Finding the words for a code: `say("status.paid", "en")`. Missing words are an error."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
LOCALES = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
DEFAULT = "en"


def say(path: str, locale: str = DEFAULT, /, **values: object) -> str:
    """Return the words for a path of codes, with `values` in their places.

    A locale without a catalogue reads English. Raises KeyError for words that are missing.
    """
    return known(locale)[path].format_map(values)


def known(locale: str) -> Mapping[str, str]:
    """Return every word of a locale's catalogue, by its path."""
    language = language_of(locale)
    return read(FOLDER / f"{language if language in LOCALES else DEFAULT}.toml")


def language_of(locale: str) -> str:
    """Return the language of a locale's name: `pt` of `pt-BR`."""
    return locale.replace("-", "_").partition("_")[0].lower()


@cache
def read(path: Path) -> Mapping[str, str]:
    """Return the words of one file of them, each by its path of codes."""
    return dict(_flat("", tomllib.loads(path.read_text(encoding="utf-8"))))


def _flat(prefix: str, part: Mapping[str, object]) -> list[tuple[str, str]]:
    words: list[tuple[str, str]] = []
    for name, value in part.items():
        path = f"{prefix}.{name}" if prefix else name
        words += _flat(path, value) if isinstance(value, Mapping) else [(path, str(value))]
    return words
