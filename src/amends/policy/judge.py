"""From an order to the facts that rules name, and from a rule's answer to a ruling."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings

from amends.core.findings import Finding, FindingCode, findings
from amends.core.money import Money
from amends.core.order import Answer as ExtensionAnswer
from amends.core.order import Dispute, Order
from amends.core.parcel import Facts
from amends.core.parties import Role
from amends.core.reasons import REASONS
from amends.core.rulings import FactUsed, Ruling, RulingOutcome
from amends.core.world import Judge

from .cases import Answer, answer
from .charges import assessed, claimed_parcels, of_charges
from .errors import Mistake, PackError
from .explain import Explanation, explain
from .facts import FACTS, Value
from .pack import Pack
from .rules import PACKS, load
from .spelling import spelled
from .tracked import of_trackers, sides_at_customs

DAY = timedelta(days=1)
POLICY = re.compile(r"[a-z0-9][a-z0-9_-]*(@[a-z0-9][a-z0-9._-]*)?")
# The number under which a finding speaks of a parcel that was never named.
MISSING = 0
# What becomes of a parcel, as far as one answer cannot fit two that differ in it.
FATES = frozenset(
    {
        FindingCode.LOST,
        FindingCode.RETURNED,
        FindingCode.NEVER_ACCEPTED,
        FindingCode.STALLED,
        FindingCode.DELIVERED_OTHER_COUNTRY,
        FindingCode.DELIVERED_FAR,
        FindingCode.DELIVERED_OTHER_POSTCODE,
        FindingCode.NUMBER_PROVEN_INVALID,
        FindingCode.CUSTOMS_SEIZED,
        FindingCode.CUSTOMS_HELD,
        FindingCode.DELIVERED_PROVEN,
    }
)
# From which sum a signature is asked for at delivery, in minor units: PayPal's seller protection.
SIGNATURE_FROM: Mapping[str, int] = {"USD": 75_000, "EUR": 55_000, "GBP": 45_000}
# The findings that either hold or do not. What the others need, not every parcel shows.
PLAIN = (
    FindingCode.NEVER_ACCEPTED,
    FindingCode.MOVING_NORMALLY,
    FindingCode.LATE,
    FindingCode.STALLED,
    FindingCode.RETURNED,
    FindingCode.LOST,
    FindingCode.DELIVERED_PROVEN,
    FindingCode.DELIVERED_BY_TIMER_ONLY,
    FindingCode.COLLECTED,
    FindingCode.WAITING_FOR_PICKUP,
    FindingCode.TRACKERS_DISAGREE,
    FindingCode.NUMBER_REUSED,
    FindingCode.SCAN_BEFORE_PAYMENT,
    FindingCode.DELIVERED_BEFORE_SHIPPED,
    FindingCode.ORIGIN_MISMATCH,
    FindingCode.WEIGHT_MISMATCH,
    FindingCode.NEVER_REACHED_DESTINATION,
)


@cache
def pack_of(policy: str) -> Pack:
    """Return the pack that a policy names: with its version an order's, without it the newest.

    An operator's own packs stand in the folder `packs` of the home, before those that are shipped.
    An older version that orders still need is kept there as `name@version.toml`.
    """
    name = policy.partition("@")[0]
    home = settings.AMENDS_HOME / "packs"
    if not POLICY.fullmatch(policy):
        raise PackError(str(home), [Mistake(1, 1, f"`{policy}` is no name of a policy.")])
    stems = dict.fromkeys((policy, name))
    files = [folder / f"{stem}.toml" for folder in (home, PACKS) for stem in stems]
    found = [_named_as_its_file(file, name) for file in files if file.exists()]
    fitting = [pack for pack in found if policy in {name, pack.name}]
    if fitting:
        return fitting[0]
    if not found:
        return load(files[-1])
    problem = f"Orders need {policy}, and this is {found[0].name}. Keep theirs as {policy}.toml."
    raise PackError(str(home), [Mistake(1, 1, problem)])


def _named_as_its_file(file: Path, name: str) -> Pack:
    pack = load(file)
    if pack.id != name:
        # An order remembers the pack's own name, and would later be judged by another file.
        problem = f"This pack calls itself {pack.id}, and its file {name}. Give both one name."
        raise PackError(str(file), [Mistake(1, 1, problem)])
    return pack


@cache
def judge_of(policy: str) -> Judge:
    """Return the judge of an order's policy, as the core asks it."""
    pack = pack_of(policy)
    return lambda order, facts, now: rule(pack, order, facts, now)


def rule(pack: Pack, order: Order, facts: Facts, now: datetime) -> Ruling:
    """Return what a pack says of an order with a dispute."""
    values = facts_of(order, facts, now)
    return _ruling(pack, order, answer(pack, order.dispute.reason, values), values, now)


def facts_of(order: Order, facts: Facts, now: datetime) -> dict[str, Value]:
    """Return every declared fact of an order at a moment; what nobody can tell is None."""
    values: dict[str, Value] = dict.fromkeys(FACTS)
    values |= _of_parcels(order, facts, now)
    values |= _of_dates(order, now)
    values |= _of_history(order)
    if order.disputes:
        values |= _of_dispute(order, order.dispute)
    return values


def explained(policy: str, rule_id: str, used: Sequence[FactUsed]) -> Explanation:
    """Return what a rule of an order's policy said in words, with the facts that it used."""
    found = next((rule for rule in pack_of(policy).rules if rule.id == rule_id), None)
    return explain(found, used) if found else Explanation("", "", "A fact that makes a rule hold.")


def rule_because(policy: str, rule_id: str, used: Sequence[FactUsed]) -> str:
    """Return why a rule of an order's policy decided."""
    return explained(policy, rule_id, used).because


def rule_words(policy: str, rule_id: str) -> str:
    """Return what would change what a rule of an order's policy says."""
    return explained(policy, rule_id, ()).changes


def _of_parcels(order: Order, facts: Facts, now: datetime) -> dict[str, Value]:
    seen = claimed_parcels(order, facts)
    numbers = {parcel.parcel for parcel in seen} or {MISSING}
    found = [one for one in findings(order, facts, now) if one.parcel in numbers]
    codes = {finding.code for finding in found}
    # As far as its slowest parcel: the earliest of their last scans.
    scanned = [parcel.scanned_at for parcel in seen]
    known = [at for at in scanned if at is not None]
    slowest = min(known) if known and len(known) == len(scanned) else None
    handed_over = max((parcel.handed_over_at for parcel in seen), default=None)
    values: dict[str, Value] = {code.value: code in codes for code in PLAIN}
    went_astray = any(parcel.astray for parcel in seen)
    charges = assessed(order, seen, now)
    of_border = of_charges(order, charges)
    sides = sides_at_customs(order, seen, charges)
    return (
        values
        | of_trackers(codes, seen, sides)
        | of_border
        | {
            "seized": any(parcel.seized for parcel in seen),
            "parcel_handed_over": bool(seen),
            "physical_scan": bool(known),
            "parcels_differ": _differ(found, numbers),
            "moving": _moves(order, slowest, now) and not went_astray,
            "days_since_hand_over": _days(now, handed_over),
            "days_since_last_scan": _days(now, slowest),
        }
    )


def _moves(order: Order, slowest: datetime | None, now: datetime) -> bool:
    return slowest is not None and now - slowest < order.terms.moving_within


def _differ(found: Sequence[Finding], numbers: set[int]) -> bool:
    fates = {number: frozenset(f.code for f in found if f.parcel == number) for number in numbers}
    return len({fate & FATES for fate in fates.values()}) > 1


def _of_dates(order: Order, now: datetime) -> dict[str, Value]:
    return {
        "days_since_promised": _days(now, order.promise_ends_at),
        "promised_day_over": now >= order.promise_ends_at,
        "days_of_protection_left": (order.protected_until - now) // DAY,
        "wait_days_most": order.terms.wait_most // DAY,
    }


def _of_history(order: Order) -> dict[str, Value]:
    asked = order.extension
    return {
        "extension_asked": asked is not None,
        "extension_refused": asked is not None and asked.answer is ExtensionAnswer.REFUSED,
        "extension_lapsed": asked is not None and asked.answer is ExtensionAnswer.LAPSED,
        "seller_contacted": order.contacted_at is not None,
        "seller_answered": order.answered_at is not None,
        "buyer_evidence": sum(by is Role.BUYER for by, _ in order.evidence),
        "seller_evidence": sum(by is Role.SELLER for by, _ in order.evidence),
    }


def _of_dispute(order: Order, dispute: Dispute) -> dict[str, Value]:
    asked = [role for request in dispute.requests for role in request.of]
    prices = sum(order.lines[line - 1].minor for line in dispute.lines)
    threshold = SIGNATURE_FROM.get(order.held.currency)
    return {
        "received": dispute.received,
        "seller_refused": dispute.refused,
        "waited_before": dispute.waited,
        "asked_buyer_before": Role.BUYER in asked,
        "asked_seller_before": Role.SELLER in asked,
        "every_line": len(dispute.lines) == len(order.lines),
        "asked": dispute.refund.minor,
        "claimed": dispute.cap.minor,
        "shipping": dispute.cap.minor - prices,
        "signature_due": None if threshold is None else order.held.minor >= threshold,
    }


def _days(now: datetime, since: datetime | None) -> int | None:
    return None if since is None else (now - since) // DAY


def _ruling(
    pack: Pack, order: Order, found: Answer, values: Mapping[str, Value], now: datetime
) -> Ruling:
    dispute, decided = order.dispute, found.rule
    currency = order.held.currency
    refund = None if found.refund is None else Money(_within(found.refund, dispute), currency)
    waits = found.wait_days is not None
    return Ruling(
        outcome=found.outcome,
        rule=decided.id if decided else "",
        policy=pack.name,
        automatic=found.automatic and not REASONS[dispute.reason].contested,
        burden=REASONS[dispute.reason].burden,
        facts=tuple(spelled(name, values[name], currency) for name in _named(found)),
        refund=refund,
        wait_until=now + _wait(found.wait_days or 0, order) if waits else None,
        asks=found.asks,
        items=decided.items if decided and found.outcome is RulingOutcome.ASK else (),
    )


def _named(found: Answer) -> tuple[str, ...]:
    says = found.rule.says if found.rule else ()
    return tuple(dict.fromkeys((*found.used, *says)))


def _within(refund: int, dispute: Dispute) -> int:
    # An arithmetic slip in a pack never pays out more than was asked, nor less than nothing.
    return max(0, min(refund, dispute.refund.minor))


def _wait(days: int, order: Order) -> timedelta:
    most = order.terms.wait_most
    # Held against the days first: a slip in a pack can count more of them than a calendar has.
    return min(max(1, min(days, most // DAY + 1)) * DAY, most)
