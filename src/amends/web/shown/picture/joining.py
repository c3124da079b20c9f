"""Text as it stands on a line, from left to right: Arabic letters joined, other directions turned.

A small part of Unicode's rules (UAX #9 and the joining of Arabic), enough for the lines that
carriers write: one direction a line, with numbers and words of the other within it.
"""

import unicodedata
from functools import cache
from itertools import groupby

RIGHT = frozenset({"R", "AL"})
LEFT = frozenset({"L", "EN", "AN"})
MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
CLOSED = {")": "(", "]": "[", "}": "{", "»": "«"}
MARKS = frozenset({"Mn", "Me"})
# Presentation forms of Arabic, from whose names in Unicode the forms of a letter are told.
FORMS = range(0xFB50, 0xFEFD)
LAM = "\u0644"
# Scripts whose letters change with their neighbours in ways that are not drawn here.
SHAPED_BEYOND = ((0x0900, 0x0DFF), (0x0F00, 0x109F), (0x1780, 0x17FF))


def visual(text: str) -> str:
    """Return a line's characters in the order in which they are drawn."""
    joined = _joined(unicodedata.normalize("NFC", text))
    rightward = is_rightward(joined)
    runs = [
        (right, [cluster for cluster, _ in run])
        for right, run in groupby(_directed(joined, rightward=rightward), key=lambda one: one[1])
    ]
    if rightward:
        runs.reverse()
    return "".join(_turned(clusters) if right else "".join(clusters) for right, clusters in runs)


def is_rightward(text: str) -> bool:
    """Whether the first letter that has a direction is read from the right."""
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((one in RIGHT for one in directions if one in RIGHT or one == "L"), False)


def is_mark(character: str) -> bool:
    """Whether a character is drawn over the one before it."""
    return unicodedata.category(character) in MARKS


def is_drawn_apart(text: str) -> bool:
    """Whether a text has letters that should be joined in ways that are not drawn here."""
    return any(first <= ord(ch) <= last for ch in text for first, last in SHAPED_BEYOND)


def _turned(clusters: list[str]) -> str:
    return "".join(clusters[::-1]).translate(MIRRORED)


def _directed(text: str, *, rightward: bool) -> list[tuple[str, bool]]:
    """Return each letter with its marks, and whether it runs from the right."""
    clusters: list[str] = []
    for character in text:
        if clusters and is_mark(character):
            clusters[-1] += character
        else:
            clusters.append(character)
    strong = [_strong(cluster[0]) for cluster in clusters]
    found = []
    for at, cluster in enumerate(clusters):
        before = next((one for one in strong[:at][::-1] if one is not None), rightward)
        after = next((one for one in strong[at:] if one is not None), rightward)
        # What has no direction goes with its neighbours where they agree.
        found.append((cluster, before if before == after else rightward))
    for at, own in enumerate(strong):
        if own is not None:
            found[at] = (found[at][0], own)
    return _paired(found)


def _paired(found: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Let a bracket that closes run as the one that it closes."""
    opened: list[bool] = []
    paired = []
    for cluster, right in found:
        if cluster in CLOSED.values():
            opened.append(right)
        paired.append((cluster, opened.pop() if cluster in CLOSED and opened else right))
    return paired


def _strong(character: str) -> bool | None:
    direction = unicodedata.bidirectional(character)
    if direction in RIGHT:
        return True
    return False if direction in LEFT else None


def _joined(text: str) -> str:
    """Return Arabic letters in the forms that they have between their neighbours."""
    letters = [at for at, character in enumerate(text) if not is_mark(character)]
    drawn = list(text)
    before = ""
    for place, at in enumerate(letters):
        follower = letters[place + 1] if place + 1 < len(letters) else None
        after = text[follower] if follower is not None else ""
        own = text[at]
        ties = _forms().get(own, {})
        to_next = "<initial>" in ties and _takes(after)
        from_before = _takes(own) and "<initial>" in _forms().get(before, {})
        name = {
            (False, False): "<isolated>",
            (False, True): "<initial>",
            (True, False): "<final>",
            (True, True): "<medial>",
        }[from_before, to_next]
        drawn[at] = ties.get(name, own)
        before = own
    return _with_ligatures("".join(drawn))


def _takes(character: str) -> bool:
    return "<final>" in _forms().get(character, {})


def _with_ligatures(text: str) -> str:
    """Return lam and alef as the one sign that they always are."""
    for apart, together in _ligatures().items():
        text = text.replace(apart, together)
    return text


@cache
def _forms() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for code in FORMS:
        name, *parts = unicodedata.decomposition(chr(code)).split()[:3] or [""]
        if len(parts) == 1 and name.startswith("<"):
            found.setdefault(chr(int(parts[0], 16)), {})[name] = chr(code)
    return found


@cache
def _ligatures() -> dict[str, str]:
    found = {}
    for code in range(0xFEF5, 0xFEFD):
        name, first, second = unicodedata.decomposition(chr(code)).split()
        lam, alef = _forms()[chr(int(first, 16))], _forms()[chr(int(second, 16))]
        starts = "<initial>" if name == "<isolated>" else "<medial>"
        found[lam[starts] + alef["<final>"]] = chr(code)
    return found
