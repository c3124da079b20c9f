"""Names made comparable: one spelling for capitals, accents, widths and punctuation."""

import re
import sys
import unicodedata

NOT_DECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "\u0131": "i", "đ": "d", "æ": "ae", "œ": "oe"})
APOSTROPHES = str.maketrans({"'": None, "\u2019": None})
WITHOUT_MARKS = {
    code: None for code in range(sys.maxunicode + 1) if unicodedata.combining(chr(code))
}
NOT_A_LETTER = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return a name in small letters without marks, its words parted by one space."""
    small = text.casefold().translate(APOSTROPHES)
    if small.isascii():
        return NOT_A_LETTER.sub(" ", small).strip()
    bare = unicodedata.normalize("NFKD", small).translate(WITHOUT_MARKS)
    # Composed again, so that Korean syllables are one letter each.
    whole = unicodedata.normalize("NFKC", bare).translate(NOT_DECOMPOSED)
    return NOT_A_LETTER.sub(" ", whole).strip()
