"""The gateways as `amends reconcile` asks them, after a restore, what was moved since."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db import connection

from amends.core.money import Money
from amends.orders import owners, queries
from amends.orders.backups.reconciling import Booked, CannotTell, Fate, Known
from amends.orders.keys import bucket_of

from . import rows
from .beyond import refunded_beyond
from .engine import of_token, token_of
from .gateways.contract import Fate as Said
from .gateways.contract import GatewayMissing, Told
from .gateways.known import Known as Gateways
from .gateways.paypal import PayPalGateway
from .gateways.stripe import StripeGateway

FATES = {Said.PAID: Fate.PAID, Said.PENDING: Fate.PENDING, Said.REFUSED: Fate.REFUSED}


def cannot_be_asked(gateways: Gateways, without: Collection[str] = ()) -> list[str]:
    """Return what to do about each provider that took payments here and is not set.

    `without` names those that somebody goes on without.
    """
    missing = ((name, why) for name, why in gateways.missing.items() if name not in without)
    return [why for name, why in missing if owners.has_payments(name)]


class GatewayProviders:
    """Every gateway that is set. Stripe lists what carries our ids; PayPal only says how much."""

    def __init__(self, gateways: Gateways) -> None:
        self._gateways = gateways

    def look_up(self, booked: Booked) -> Known | None:
        """Ask the gateway of a refund to the original payment.

        Raises `CannotTell` for what an accountant, or the marketplace by itself, moves, and where
        the gateway gives no clear answer.
        """
        if booked.kind != "refund" or booked.method != "original_payment":
            raise CannotTell(booked.number)
        with connection.cursor() as cursor:
            row = rows.read(cursor, booked.key, booked.number)
        assert row is not None, "it is in the books"
        for token in _tokens(row):
            told = self._told(row, token)
            if told.fate is not Said.NOT_FOUND:
                return _known(booked, told)
        return None

    def list_since(self, since: datetime) -> Iterator[Known]:
        """Yield every refund of Stripe made since a moment that carries one of our ids.

        Without a reference it yields what PayPal refunded beyond the books, of orders that can
        still move money.
        """
        yield from self._listed(since)
        paypal = self._gateways.gateways.get("paypal")
        if isinstance(paypal, PayPalGateway):
            for one in refunded_beyond(paypal, since):
                yield Known(one.key, one.number, one.moved, Fate.PAID, "")

    def _listed(self, since: datetime) -> Iterator[Known]:
        stripe = self._gateways.gateways.get("stripe")
        if not isinstance(stripe, StripeGateway):
            return
        for token, told in stripe.since(since):
            found = of_token(token)
            if found is not None and told.fate in FATES and told.minor is not None:
                key, number = found
                money = Money(told.minor, told.currency)
                whole = (bucket_of(key), key)
                yield Known(whole, number, money, FATES[told.fate], told.reference)

    def _told(self, row: rows.Row, token: str) -> Told:
        try:
            gateway, asked = self._gateways.of(row, queries.particulars(row.key), token)
        except GatewayMissing as error:
            raise CannotTell(row.number) from error
        if gateway is None:
            raise CannotTell(row.number)
        return gateway.look_up(asked)


def _tokens(row: rows.Row) -> list[str]:
    """Return the tokens under which it may be known; books of yesterday miss today's retry."""
    known = token_of(row)
    _, _, earlier = known.partition(".")
    return [f"{row.id}.{int(earlier or 0) + 1}", *dict.fromkeys([known, row.id])]


def _known(booked: Booked, told: Told) -> Known:
    if told.fate not in FATES or told.minor is None:
        raise CannotTell(booked.number)
    money = Money(told.minor, told.currency)
    return Known(booked.key, booked.number, money, FATES[told.fate], told.reference)
