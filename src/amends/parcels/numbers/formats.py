"""The formats of carriers' numbers, read once from the vendored set beside this file."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from .checksums import has_right_check_digit

FOLDER = Path(__file__).parent / "formats"
# A dash that a format wants is not there any more once a number is made plain.
WANTED_DASH = re.compile(r"-(?=\\s\*)")
NAMED_GROUP = re.compile(r"\(\?<(?=[A-Za-z])")
# The shapes that nobody but their carrier is known to use, so that a wrong check digit proves a
# wrong number: letters in fixed places, or a prefix of the carrier with 22 digits and more.
# Plain digits are not among them: SF Express, Yanwen, Correios, the Russian post and many others
# outside the set write 10 to 20 digits, each with a rule of its own or with none.
DISTINCTIVE = frozenset(
    {"s10", "ups", "usps_impb_n", "usps_impb_c", "fedex_ground_96", "fedex_ground_gsn"}
)


class Fit(Enum):
    """How a number stands to a format."""

    FITS = "fits"
    # The shape is there, the check digit is another.
    WRONG_DIGIT = "wrong_digit"
    # The shape is there, a part names nothing: S10 with a suffix that is no postal country.
    NAMES_NOTHING = "names_nothing"
    OTHER_SHAPE = "other_shape"


@dataclass(frozen=True, slots=True)
class Format:
    """One format: the set's own entry, its expression compiled."""

    id: str
    courier: str
    courier_code: str
    name: str
    pattern: re.Pattern[str]
    validation: Mapping[str, Any]  # The set's own settings, of several types.
    lookups: tuple[Mapping[str, Any], ...]  # As above.
    published: Mapping[str, tuple[str, ...]]

    @property
    def has_check_digit(self) -> bool:
        """Whether a mistyped number can be told from a right one."""
        return bool(self.validation.get("checksum"))

    def fit(self, number: str) -> Fit:
        """Compare a number, cleaned, with the format."""
        match = self.pattern.fullmatch(number)
        if match is None:
            return Fit.OTHER_SHAPE
        needed = self.validation.get("additional", {}).get("exists", ())
        if any(self._looked_up(name, match) is None for name in needed):
            return Fit.NAMES_NOTHING
        checksum = self.validation.get("checksum")
        if not checksum:
            return Fit.FITS
        right = has_right_check_digit(self._serial(match), match["CheckDigit"].strip(), checksum)
        return Fit.FITS if right else Fit.WRONG_DIGIT

    def details(self, number: str) -> dict[str, Mapping[str, Any]]:
        """Return what the parts of a fitting number name, such as the service and the post."""
        match = self.pattern.fullmatch(number)
        assert match is not None, "only a number of this shape has details"
        named = {lookup["name"]: self._looked_up(lookup["name"], match) for lookup in self.lookups}
        return {name: entry for name, entry in named.items() if entry}

    def _serial(self, match: re.Match[str]) -> str:
        serial = match["SerialNumber"]
        prepend = self.validation.get("serial_number_format", {}).get("prepend_if")
        if prepend and re.search(prepend["matches_regex"], serial):
            return str(prepend["content"]) + serial
        return serial

    def _looked_up(self, name: str, match: re.Match[str]) -> Mapping[str, Any] | None:
        for lookup in self.lookups:
            if lookup["name"] == name:
                value = match[lookup["regex_group_name"]] or ""
                return next((entry for entry in lookup["lookup"] if _is(entry, value)), None)
        return None


@cache
def formats() -> tuple[Format, ...]:
    """Return every format of the set, in the order of its files."""
    found: list[Format] = []
    for path in sorted(FOLDER.glob("*.json")):
        courier = json.loads(path.read_text(encoding="utf-8"))
        found += [_format(courier, entry) for entry in courier["tracking_numbers"]]
    return tuple(found)


def _format(courier: Mapping[str, Any], entry: Mapping[str, Any]) -> Format:
    regex = entry["regex"]
    whole = regex if isinstance(regex, str) else "".join(regex)
    return Format(
        id=entry.get("id") or entry["name"],
        courier=courier["name"],
        courier_code=courier["courier_code"],
        name=entry["name"],
        pattern=re.compile(WANTED_DASH.sub("-?", NAMED_GROUP.sub("(?P<", whole))),
        validation=entry["validation"],
        lookups=tuple(entry.get("additional", ())),
        published={kind: tuple(numbers) for kind, numbers in entry["test_numbers"].items()},
    )


def _is(entry: Mapping[str, Any], value: str) -> bool:
    if "matches" in entry:
        return bool(entry["matches"] == value)
    return re.fullmatch(entry["matches_regex"], value) is not None
