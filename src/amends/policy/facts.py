"""Every fact that a rule may name: what it is, what it rests on, and who can show it.

A fact is True or False, a whole number, or None when it is not known. Days are whole days, rounded
down; sums are minor units of the order's currency. Facts about parcels are about those that carry
the lines of the dispute, and about all of them when there is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from amends.core.parties import Role

Value: TypeAlias = bool | int | None


class Kind(StrEnum):
    """What a fact can be."""

    FLAG = "flag"
    NUMBER = "number"


class Unit(StrEnum):
    """What a number counts, where it counts more than pieces."""

    DAYS = "days"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Fact:
    """`words` name it to a reader, `source` says what it rests on, `side` who can change it."""

    kind: Kind
    words: str
    source: str
    side: Role | None = None
    unit: Unit | None = None


def _flag(words: str, source: str, side: Role | None = None) -> Fact:
    return Fact(Kind.FLAG, words, source, side)


def _number(words: str, source: str, side: Role | None = None) -> Fact:
    return Fact(Kind.NUMBER, words, source, side)


def _days(words: str, source: str) -> Fact:
    return Fact(Kind.NUMBER, words, source, unit=Unit.DAYS)


def _money(words: str, source: str) -> Fact:
    return Fact(Kind.NUMBER, words, source, unit=Unit.MONEY)


_SCANS = "the carrier's scans"
_DATES = "the order's dates"
_CASE = "the dispute"
_TERMS = "the marketplace's terms"
_TRACKER = "what trackers say"
_NUMBER = "the form of the number"
_MAP = "the places of the scans"
_CUSTOMS = "a customs letter"
_RULES = "the dated customs rules"
_PROMISE = "the listing and the order as they were sold"

FACTS: Mapping[str, Fact] = {
    "parcel_handed_over": _flag("A parcel was named", "what the seller entered", Role.SELLER),
    "physical_scan": _flag("A carrier has scanned it", _SCANS, Role.SELLER),
    "days_since_hand_over": _days("Days since it was handed over", "what the seller entered"),
    "days_since_last_scan": _days("Days since the last scan", _SCANS),
    "days_since_promised": _days("Days since the promised day was over", _DATES),
    "promised_day_over": _flag("The promised day is over", _DATES),
    "days_of_protection_left": _days("Days of protection left", _DATES),
    "wait_days_most": _days("Days that a dispute waits at most", _TERMS),
    "extension_asked": _flag("The buyer asked for more time", "the order's history"),
    "extension_refused": _flag("The seller refused more time", "the order's history"),
    "extension_lapsed": _flag("The request for more time was not answered", "the order's history"),
    "seller_contacted": _flag("The buyer asked the seller first", "the messages", Role.BUYER),
    "seller_answered": _flag("The seller answered", "the messages", Role.SELLER),
    "seller_refused": _flag("The seller refused the claim", _CASE, Role.SELLER),
    "never_accepted": _flag("No carrier accepted it in time", _SCANS, Role.SELLER),
    "moving_normally": _flag("It moves as it should", _SCANS, Role.SELLER),
    "moving": _flag("It was scanned lately", _SCANS, Role.SELLER),
    "late": _flag("It is late", _DATES),
    "stalled": _flag("It stands still", _SCANS, Role.SELLER),
    "returned": _flag("It goes back, or went back", _SCANS, Role.SELLER),
    "lost": _flag("The carrier says it is lost", _SCANS, Role.SELLER),
    "delivered_proven": _flag("A carrier's scan shows it delivered", _SCANS, Role.SELLER),
    "parcels_differ": _flag("Its parcels fare differently", _SCANS),
    "delivered_by_timer_only": _flag("Only a timer or a person calls it delivered", _SCANS),
    "waited_before": _flag("The dispute waited for a day before", _CASE),
    "asked_buyer_before": _flag("The buyer was asked for evidence before", _CASE),
    "asked_seller_before": _flag("The seller was asked for evidence before", _CASE),
    "buyer_evidence": _number("Files that the buyer brought", "the evidence", Role.BUYER),
    "seller_evidence": _number("Files that the seller brought", "the evidence", Role.SELLER),
    "received": _flag("The buyer has it", "what the buyer says", Role.BUYER),
    "every_line": _flag("The claim is about the whole order", _CASE),
    "asked": _money("What the buyer asks", _CASE),
    "claimed": _money("What was paid for it", "the order"),
    "shipping": _money("Shipping and tax paid for it", "the order"),
    "signature_due": _flag("The sum asks for a signature at delivery", "the order"),
    "number_proven_invalid": _flag("The tracking number cannot exist", _NUMBER, Role.SELLER),
    "unknown_to_trackers": _flag("No tracker knows the number", _TRACKER, Role.SELLER),
    "delivered_other_country": _flag("Delivered in another country", _MAP, Role.SELLER),
    "kilometres_astray": _number("Kilometres from the address", _MAP),
    "delivered_far": _flag("Delivered far from the address", _MAP, Role.SELLER),
    "delivered_other_postcode": _flag("Delivered at another postcode", _MAP, Role.SELLER),
    "recipient_mismatch": _flag("Delivered to another name", _TRACKER, Role.SELLER),
    "collected": _flag("It was collected", _SCANS, Role.SELLER),
    "waiting_for_pickup": _flag("It waits to be collected", _SCANS, Role.BUYER),
    "trackers_disagree": _flag("Trackers disagree about its end", _TRACKER),
    "number_reused": _flag("Another buyer's order had its number", "the other orders"),
    "scan_before_payment": _flag("It was scanned before it was paid for", _SCANS),
    "delivered_before_shipped": _flag("It was delivered before it was handed over", _SCANS),
    "origin_mismatch": _flag("It set off in another country than sold", _MAP),
    "never_reached_destination": _flag("It was never seen near the address", _MAP),
    "customs_held": _flag("Customs holds it", _TRACKER, Role.BUYER),
    "customs_by_seller": _flag("Customs holds it for the seller's cause", _CUSTOMS, Role.BUYER),
    "customs_by_buyer": _flag("Customs holds it for the buyer's cause", _CUSTOMS, Role.SELLER),
    "return_by_buyer": _flag(
        "It went back for the buyer's cause", "a carrier's letter", Role.SELLER
    ),
    "seized": _flag("Customs took or destroyed it", _SCANS),
    "demanded": _money("What was asked for at the border", "what the buyer says"),
    "charge_shown": _flag("A bill or a customs letter is there", "the evidence", Role.BUYER),
    "charge_expected": _money("What was to be expected at the border", _RULES),
    "charge_excessive": _flag("More was asked for than expected", _RULES, Role.BUYER),
    "charges_by_seller": _flag("The seller pays import charges", _PROMISE, Role.SELLER),
    "charges_by_buyer": _flag("The buyer pays import charges", _PROMISE, Role.BUYER),
    "duty_charged_twice": _flag("Tax was charged again", _RULES, Role.BUYER),
    "weight_mismatch": _flag("It weighs otherwise than stated", _TRACKER, Role.SELLER),
    "wrong_address_proven": _flag("The label differs from the order", "a photo", Role.BUYER),
    "part_missing_proven": _flag("Part of it is missing", "the parcels", Role.SELLER),
    "method_differs": _flag("Sent in another way than sold", _TRACKER, Role.SELLER),
}
