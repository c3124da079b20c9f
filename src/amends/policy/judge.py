"""From an order to the facts that rules name, and from a rule's answer to a ruling."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings

from amends.core.findings import FindingCode, findings, views
from amends.core.money import Money
from amends.core.order import Answer as ExtensionAnswer
from amends.core.order import Dispute, Order
from amends.core.parcel import Facts
from amends.core.parties import Role
from amends.core.reasons import REASONS
from amends.core.rulings import FactUsed, Ruling, RulingOutcome
from amends.core.world import Judge

from .cases import Answer, answer
from .errors import Mistake, PackError
from .facts import FACTS, Value
from .rules import PACKS, Pack, load

DAY = timedelta(days=1)
# From which sum a signature is asked for at delivery, in minor units: PayPal's seller protection.
SIGNATURE_FROM: Mapping[str, int] = {"USD": 75_000, "EUR": 55_000, "GBP": 45_000}
CODES: Mapping[str, FindingCode] = {
    "never_accepted": FindingCode.NEVER_ACCEPTED,
    "moving_normally": FindingCode.MOVING_NORMALLY,
    "late": FindingCode.LATE,
    "stalled": FindingCode.STALLED,
    "returned": FindingCode.RETURNED,
    "lost": FindingCode.LOST,
    "delivered_proven": FindingCode.DELIVERED_PROVEN,
    "delivered_by_timer_only": FindingCode.DELIVERED_BY_TIMER_ONLY,
}


@cache
def pack_of(policy: str) -> Pack:
    """Return the pack that a policy names: with its version an order's, without it the newest.

    An operator's own packs stand in the folder `packs` of the home, before those that are shipped.
    An older version that orders still need is kept there as `name@version.toml`.
    """
    name = policy.partition("@")[0]
    folders = (settings.AMENDS_HOME / "packs", PACKS)
    files = [folder / f"{stem}.toml" for folder in folders for stem in (policy, name)]
    pack = load(next((file for file in files if file.exists()), files[-1]))
    if policy not in {name, pack.name}:
        problem = f"Orders need {policy}, and this is {pack.name}. Keep theirs as {policy}.toml."
        raise PackError(str(files[0].parent), [Mistake(1, 1, problem)])
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


def rule_because(policy: str, rule_id: str, used: Sequence[FactUsed]) -> str:
    """Return why a rule of an order's policy decided, with the facts that it used."""
    because = next((rule.because for rule in pack_of(policy).rules if rule.id == rule_id), "")
    return because.format_map({fact.name: fact.value for fact in used})


def rule_words(policy: str, rule_id: str) -> str:
    """Return what would change what a rule of an order's policy says."""
    rules = {rule.id: rule.changes for rule in pack_of(policy).rules}
    return rules.get(rule_id, "A fact that makes a rule hold.")


def _of_parcels(order: Order, facts: Facts, now: datetime) -> dict[str, Value]:
    codes = {finding.code for finding in findings(order, facts, now)}
    seen = views(order, facts)
    # As far as its slowest parcel: the earliest of their last scans.
    scanned = [parcel.scanned_at for parcel in seen]
    known = [at for at in scanned if at is not None]
    slowest = min(known) if known and len(known) == len(scanned) else None
    handed_over = max((parcel.handed_over_at for parcel in seen), default=None)
    values: dict[str, Value] = {name: code in codes for name, code in CODES.items()}
    return values | {
        "parcel_handed_over": bool(seen),
        "physical_scan": bool(known),
        "moving": slowest is not None and now - slowest < order.terms.moving_within,
        "days_since_hand_over": _days(now, handed_over),
        "days_since_last_scan": _days(now, slowest),
    }


def _of_dates(order: Order, now: datetime) -> dict[str, Value]:
    return {
        "days_since_promised": _days(now, order.promise_ends_at),
        "promised_day_over": now >= order.promise_ends_at,
        "days_of_protection_left": (order.protected_until - now) // DAY,
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
        facts=tuple(_used(name, values[name]) for name in _named(found)),
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
    return min(max(days, 1) * DAY, order.terms.wait_most)


def _used(name: str, value: Value) -> FactUsed:
    written = {True: "yes", False: "no", None: "not known"}
    shown = written[value] if value is None or isinstance(value, bool) else str(value)
    return FactUsed(name, shown, FACTS[name].source)
