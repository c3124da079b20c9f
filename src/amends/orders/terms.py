"""An order's terms as its first event spells them: which defaults, by digest, and what differs.

Nearly all of an order's fifty terms are the defaults of its day. Spelled out, they were three
quarters of its first event. The digest stands in the event, so the hash chain covers the defaults
too; what it stands for is kept in `defaults/`, one file a set, which is added to and never changed.
"""

import json
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path

from pydantic import TypeAdapter

from amends.core.terms import Terms

FOLDER = Path(__file__).with_name("defaults")
DEFAULTS = "defaults"
_TERMS = TypeAdapter(Terms)


# Marketplaces have few terms, and orders share theirs.
@lru_cache(maxsize=1024)
def spelled(terms: Terms) -> str:
    """Return terms as JSON text that `read` understands, in this release and in later ones."""
    default = _fields(Terms())
    own = {name: value for name, value in _fields(terms).items() if value != default[name]}
    return json.dumps({DEFAULTS: digest_of(written()), **own}, separators=(",", ":"))


@lru_cache(maxsize=1024)
def read(text: str) -> Terms:
    """Return the terms that `spelled` made this of; ValueError where its defaults are unknown."""
    own: dict[str, object] = json.loads(text)
    return _TERMS.validate_python({**_defaults(str(own.pop(DEFAULTS))), **own})


@cache
def written() -> str:
    """Return the text of this release's defaults, as a file of `defaults/` holds it."""
    return json.dumps(_fields(Terms()), indent=1) + "\n"


def digest_of(text: str) -> str:
    """Return the name of a set of defaults: 32 digits and letters from a to f."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


@cache
def _defaults(digest: str) -> dict[str, object]:
    try:
        text = (FOLDER / f"{digest}.json").read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"the terms {digest} are of another release") from error
    assert digest_of(text) == digest, f"the terms {digest} were changed"
    kept: dict[str, object] = json.loads(text)
    return kept


def _fields(terms: Terms) -> dict[str, object]:
    fields: dict[str, object] = _TERMS.dump_python(terms, mode="json")
    return fields
