"""Names made comparable: one spelling for capitals, accents, widths and punctuation."""

import re
import unicodedata

NOT_DECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "\u0131": "i", "đ": "d", "æ": "ae", "œ": "oe"})
NOT_A_LETTER = re.compile(r"[^\w]+|_+")


def fold(text: str) -> str:
    """Return a name in small letters without marks, its words parted by one space."""
    decomposed = unicodedata.normalize(
        "NFKD", text.casefold().replace("'", "").replace("\u2019", "")
    )
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    # Composed again, so that Korean syllables are one letter each.
    whole = unicodedata.normalize("NFKC", bare).translate(NOT_DECOMPOSED)
    return NOT_A_LETTER.sub(" ", whole).strip()
