"""A number as people paste it, made plain; what cannot be made plain is refused in words."""

import unicodedata

from anyascii import anyascii

NUMBER_LONGEST = 64
# Cyrillic and Greek capitals that look like Latin ones; anyascii spells their sounds, not looks.
LOOKALIKES = dict(
    zip("АВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABESIJKMHOPCTYXABEZHIKMNOPTYX", strict=True)  # noqa: RUF001 - they are the point
)


class NumberRefused(Exception):
    """The text is no tracking number that can be looked at; the message says what to do."""


def plain(text: str) -> str:
    """Return a number in Latin capitals and digits, without spaces and dashes.

    Full-width forms are the same letters written wide. Raises `NumberRefused`.
    """
    # Cut before anything is done with it, so that a long text costs nothing.
    if len(text) > 2 * NUMBER_LONGEST:
        raise _too_long(len(text))
    for place, character in enumerate(text, start=1):
        _require_visible(place, character)
    wide = unicodedata.normalize("NFKC", text.strip())
    kept = "".join(c for c in wide if not c.isspace() and unicodedata.category(c) != "Pd").upper()
    if not kept:
        raise NumberRefused("There is no number here. Give the number that stands on the label.")
    if len(kept) > NUMBER_LONGEST:
        raise _too_long(len(kept))
    for place, character in enumerate(kept, start=1):
        _require_latin(place, character)
    return kept


def _require_visible(place: int, character: str) -> None:
    invisible = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}
    if invisible and character not in "\t\r\n":
        name = unicodedata.name(character, f"U+{ord(character):04X}")
        raise NumberRefused(
            f"Character {place} of the number cannot be seen ({name}). "
            "Type the number as it stands on the label."
        )


def _require_latin(place: int, character: str) -> None:
    if character.isascii() and character.isalnum():
        return
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    like = LOOKALIKES.get(character)
    if like:
        raise NumberRefused(
            f"Character {place} of the number, {character} ({name}), only looks like the Latin "
            f"{like}. Type it as a Latin letter."
        )
    spelled = anyascii(character)
    hint = f", perhaps {spelled.upper()}" if spelled.isalnum() and not character.isascii() else ""
    raise NumberRefused(
        f"Character {place} of the number, {character} ({name}), is neither a Latin letter nor a "
        f"digit{hint}. Type the number as it stands on the label."
    )


def _too_long(length: int) -> NumberRefused:
    return NumberRefused(
        f"The number has {length} characters; the longest has {NUMBER_LONGEST}. "
        "Give one number at a time."
    )
