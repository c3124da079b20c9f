"""One consignment as a whole: every kind of charge, their sum, who pays, and what was demanded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from amends.core.border import Promised
from amends.core.money import Money

from .charges import Charge, Comparison, Consignment, Ground, compare, expected
from .currencies import exchanged, rounded
from .liability import who_pays
from .rows import Kind, Payer


@dataclass(frozen=True, slots=True)
class Due:
    """One kind of charge, with who pays it."""

    charge: Charge
    payer: Payer


@dataclass(frozen=True, slots=True)
class Assessed:
    """What the rules say of a consignment that is declared on a day.

    `expects` is all that is due at the border, or None where that cannot be said. `demanded` is
    what was asked for there, None where nobody said so; `payer` is who pays it.
    """

    declared_on: date
    dues: tuple[Due, ...]
    expects: Money | None
    demanded: Money | None
    comparison: Comparison
    payer: Payer

    @property
    def paid_before(self) -> bool:
        """Whether tax was paid at checkout, so that none is due at the border."""
        return any(due.charge.paid_before for due in self.dues)

    @property
    def nothing_due(self) -> bool:
        """Whether it is certain that nothing is due at the border."""
        return self.expects is not None and not self.expects


def assess(
    sent: Consignment | None,
    on: date,
    promised: Mapping[Kind, Promised],
    demanded: Money | None = None,
) -> Assessed:
    """Return what is due of a consignment; None is one that goes in several parcels.

    A kind of fee that no row knows is none: few states take one.
    """
    charges = [_charge(kind, sent) for kind in Kind]
    expects = _sum(charges, sent) if sent is not None else None
    comparison = Comparison.UNKNOWN
    if demanded is not None:
        paid_before = any(charge.paid_before for charge in charges)
        comparison = compare(expects, demanded, on=on, paid_before=paid_before)
    dues = tuple(Due(one, who_pays(one, promised[one.kind])) for one in charges)
    return Assessed(on, dues, expects, demanded, comparison, _payer(dues, comparison))


def _charge(kind: Kind, sent: Consignment | None) -> Charge:
    return Charge(kind, None, Ground.PARCELS) if sent is None else expected(kind, sent)


def _sum(charges: Sequence[Charge], sent: Consignment) -> Money | None:
    counted = [
        one for one in charges if one.kind is not Kind.FEE or one.ground is not Ground.NO_ROW
    ]
    amounts = [one.amount for one in counted if one.amount is not None]
    if len(amounts) < len(counted):
        return None
    due = [amount for amount in amounts if amount]
    currency = due[0].currency if due else sent.goods.currency
    parts = [exchanged(amount, currency, sent.rates, sent.declared_on) for amount in due]
    known = [part for part in parts if part is not None]
    return rounded(sum(known, start=Decimal()), currency) if len(known) == len(parts) else None


def _payer(dues: Sequence[Due], comparison: Comparison) -> Payer:
    """Tax and duty are asked for together: they have one payer, or nobody is said to pay."""
    payers = {due.payer for due in dues if due.charge.kind is not Kind.FEE}
    payer = payers.pop() if len(payers) == 1 else Payer.UNKNOWN
    twice = comparison is Comparison.CHARGED_TWICE
    return Payer.PLATFORM_OR_SELLER if twice and payer is not Payer.SELLER else payer
