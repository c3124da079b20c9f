"""Which rules hold at a place: its country's and its union's, or none where it is a special one."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "territories.toml"


@dataclass(frozen=True, slots=True)
class _Territories:
    members: frozenset[str]
    special: dict[str, tuple[str, ...]]


def jurisdictions(country: str, postal_code: str) -> tuple[str, ...]:
    """Return whose rules hold, by ISO 3166-1 code and `EU`; nothing where that is not certain.

    Where a country has special territories, a place without a postal code could be in one.
    """
    known = _territories()
    special = known.special.get(country, ())
    code = "".join(postal_code.split()).upper().removeprefix(f"{country}-")
    if special and (not code or code.startswith(special)):
        return ()
    return (country, "EU") if country in known.members else (country,)


def crosses(origin: str, country: str, postal_code: str) -> bool:
    """Whether goods meet customs on their way from one country to a place.

    Within the union they do not, but for its special territories, as the postal code shows them.
    """
    members = _territories().members
    if origin == country:
        return False
    if origin not in members or country not in members:
        return True
    return bool(postal_code) and not jurisdictions(country, postal_code)


@cache
def _territories() -> _Territories:
    written = tomllib.loads(FILE.read_text(encoding="utf-8"))
    special = {country: tuple(codes) for country, codes in written["special"].items()}
    return _Territories(frozenset(written["members"]), special)
