"""What a file is called: cleaned for showing, and rebuilt for saving on somebody's computer."""

import re
import unicodedata

from .kinds import MediaType

DISPLAY_NAME_MOST = 120
DOWNLOAD_STEM_MOST = 60


def display_name(name: str, media_type: MediaType) -> str:
    """Return the sender's name for a file without paths, control marks and direction marks.

    Direction marks (U+202E and its kin) can make `gpj.exe` read as `exe.jpg`; they and all other
    unseen characters fall away, so what is shown is what is there.
    """
    leaf = re.split(r"[/\\]", name[-4096:])[-1]
    shown = "".join(_shown(character) for character in unicodedata.normalize("NFC", leaf))
    words = " ".join(shown.split()).strip(". ")
    if not words:
        return f"{media_type.kind}.{media_type.suffix}"
    if len(words) <= DISPLAY_NAME_MOST:
        return words
    stem, dot, ending = words.rpartition(".")
    if not dot or len(ending) > 8:
        return words[:DISPLAY_NAME_MOST].rstrip()
    return f"{stem[: DISPLAY_NAME_MOST - len(ending) - 1].rstrip()}.{ending}"


def download_name(name: str, media_type: str) -> str:
    """Return a name that is safe on every system and ends as its true type does.

    The fixed beginning keeps a name from being a device (`CON`), hidden (`.x`) or an option (`-x`).
    """
    stem = name.rpartition(".")[0] or name
    plain = re.sub(r"[^A-Za-z0-9]+", "-", stem)[:DOWNLOAD_STEM_MOST].strip("-")
    return "-".join(filter(None, ("evidence", plain))) + f".{MediaType(media_type).suffix}"


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    return "" if category.startswith("C") else character
