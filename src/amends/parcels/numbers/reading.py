"""What a tracking number shows by itself: every carrier that may have issued it, or that none did.

What is provable offline is little. A right check digit proves nothing: one invented number in ten
has it. A wrong one proves a wrong number only where nobody else writes numbers of that shape, or
where the carrier is known; so a number is `proven_invalid` when it has the shape of a format with a
check digit, fails it, fits no other format, and the shape is distinctive (`formats.DISTINCTIVE`)
or its carrier was named by the seller. Anything else that fits nothing is `unknown_format`, which
proves nothing against the seller.
"""

from dataclasses import dataclass

from amends.core.parcel import Validity

from .cleaning import plain
from .formats import DISTINCTIVE, Fit, Format, formats

S10 = "s10"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One carrier whose format a number fits; `country` and `service` where the number says so."""

    carrier: str
    code: str
    format: str
    country: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class NumberReading:
    """A number, made plain, with what it proves and why in words."""

    number: str
    validity: Validity
    carriers: tuple[Candidate, ...]
    why: str

    @property
    def names(self) -> list[str]:
        """The names of the carriers, each once."""
        return _names(self.carriers)


def read_number(text: str, carrier: str = "") -> NumberReading:
    """Return what a number shows; `carrier` is whom the seller named, by name or code.

    Raises `cleaning.NumberRefused` for a text that is no number.
    """
    number = plain(text)
    fits = [(one, one.fit(number)) for one in formats()]
    right = [one for one, fit in fits if fit is Fit.FITS]
    wrong = [one for one, fit in fits if fit is Fit.WRONG_DIGIT]
    if right:
        carriers = tuple(dict.fromkeys(_candidate(one, number) for one in right))
        return NumberReading(number, Validity.WELL_FORMED, carriers, _fitting(right, carriers))
    proving = [one for one in wrong if one.id in DISTINCTIVE or _is_named(one, carrier)]
    if proving:
        return NumberReading(number, Validity.PROVEN_INVALID, (), _disproved(proving[0]))
    if any(fit is Fit.NAMES_NOTHING for _, fit in fits):
        return NumberReading(number, Validity.UNKNOWN_FORMAT, (), NOT_POSTAL.format(number[-2:]))
    why = _undecided(wrong) if wrong else NO_FORMAT
    return NumberReading(number, Validity.UNKNOWN_FORMAT, (), why)


def _candidate(found: Format, number: str) -> Candidate:
    details = found.details(number)
    post = details.get("Courier", {})
    service = details.get("Service Type", {}).get("name", "")
    carrier = post.get("courier") or found.courier
    return Candidate(carrier, found.courier_code, found.name, post.get("country", ""), service)


def _is_named(found: Format, carrier: str) -> bool:
    named = "".join(carrier.casefold().split())
    return named in {found.courier_code, "".join(found.courier.casefold().split())}


def _fitting(right: list[Format], carriers: tuple[Candidate, ...]) -> str:
    checked = any(one.has_check_digit for one in right)
    names = " or ".join(_names(carriers))
    digit = "the check digit is right" if checked else "such numbers have no check digit"
    return f"It has the form of {names}; {digit}. That does not prove that a parcel has it."


def _names(carriers: tuple[Candidate, ...]) -> list[str]:
    # Several formats may be of one carrier.
    return list(dict.fromkeys(one.carrier for one in carriers))


def _disproved(found: Format) -> str:
    owner = "international mail (UPU S10)" if found.id == S10 else found.courier
    return f"It has the form of {owner}, and its check digit is wrong: no such number was issued."


def _undecided(wrong: list[Format]) -> str:
    names = ", ".join(dict.fromkeys(one.courier for one in wrong))
    return (
        f"It is as long as numbers of {names}, but has no check digit of theirs. "
        "Other carriers write numbers of this form, so this proves nothing."
    )


NOT_POSTAL = (
    "It looks like a number of international mail, but {} is no country whose post issues them. "
    "Some private carriers write such numbers, so only a tracker can tell."
)
NO_FORMAT = "It has the form of no carrier that is known here. Only a tracker can tell."
