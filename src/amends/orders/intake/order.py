"""The body of an order: what a marketplace says when it asks for an order to be protected."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from amends.core.money import Money
from amends.core.terms import LINES_MOST, RefundMethod

from .fields import (
    QUANTITY_MOST,
    Body,
    City,
    Country,
    Currency,
    Email,
    Grams,
    Id,
    LocaleName,
    MoneyBody,
    PostalCode,
    Term,
    TermName,
    Url,
    Zone,
    one_line,
    several_lines,
)
from .instants import Instant, Promise, day_end
from .problems import Problem, written


class DutiesPaidBy(StrEnum):
    """Who was to pay customs, as the buyer was told."""

    SELLER = "seller"
    BUYER = "buyer"
    UNSTATED = "unstated"


class PersonBody(Body):
    """A buyer or a seller. A marketplace has one set of ids for both."""

    id: Id
    name: Annotated[str, one_line(200)]
    locale: LocaleName
    tz: Zone
    email: Email | None = None


class LineBody(Body):
    """One line of an order, with what its listing said, if that was sent along.

    `weight_grams` is what one piece weighs, as the listing states it.
    """

    id: Id
    title: Annotated[str, one_line(500)]
    quantity: Annotated[int, Field(ge=1, le=QUANTITY_MOST)]
    unit_price: MoneyBody
    image_url: Url | None = None
    listing_url: Url | None = None
    listing_text: Annotated[str, several_lines(20_000)] | None = None
    weight_grams: Grams | None = None


class TaxBody(Body):
    """Tax and duties collected at checkout, and the scheme under which, like IOSS."""

    collected: MoneyBody
    scheme: Annotated[str, one_line(50)] | None = None


class ShipToBody(Body):
    """Where the goods are to go. The lines may be empty where only a town is known."""

    name: Annotated[str, one_line(200)]
    lines: Annotated[list[Annotated[str, one_line(200)]], Field(max_length=6)]
    city: City
    region: Annotated[str, one_line(100)] | None = None
    postal_code: PostalCode | None = None
    country: Country


class PaymentBody(Body):
    """The payment: at which provider, under which reference, and how much it took."""

    gateway: Annotated[str, one_line(50)]
    reference: Annotated[str, one_line(200)]
    captured: MoneyBody


class OrderBody(Body):
    """An order. `captured` is what was paid: the lines, the shipping and the tax together.

    `promised_by` is a day, which must be over where the buyer lives before the order is late, or
    an instant. Without `dispatch_by` the marketplace's own term holds.
    """

    buyer: PersonBody
    seller: PersonBody
    currency: Currency
    lines: Annotated[list[LineBody], Field(min_length=1, max_length=LINES_MOST)]
    shipping: MoneyBody
    tax: TaxBody | None = None
    duties_paid_by: DutiesPaidBy = DutiesPaidBy.UNSTATED
    ship_to: ShipToBody
    ships_from: Country
    placed_at: Instant
    paid_at: Instant
    promised_by: Promise
    payment: PaymentBody
    refund_methods: Annotated[tuple[RefundMethod, ...], Field(min_length=1, max_length=2)] = (
        RefundMethod.ORIGINAL_PAYMENT,
        RefundMethod.STORE_WALLET,
    )
    dispatch_by: Instant | None = None
    terms: Annotated[dict[TermName, Term], Field(max_length=40)] | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        found = [*_currencies(self)] or [*_sums(self)]
        found += [*_people_and_times(self)]
        if found:
            raise PydanticCustomError("together", "These do not fit.", {"problems": found})
        return self

    @property
    def line_sums(self) -> tuple[Money, ...]:
        """The price of each line, its quantity included."""
        return tuple(
            Money(line.unit_price.minor * line.quantity, self.currency) for line in self.lines
        )

    @property
    def weights(self) -> tuple[int | None, ...]:
        """What each line weighs in grams, its quantity included; None where it is not stated.

        Empty where it is stated of no line.
        """
        pieces = [(line.weight_grams, line.quantity) for line in self.lines]
        told = any(grams is not None for grams, _ in pieces)
        return tuple(grams * count if grams else None for grams, count in pieces) if told else ()

    @property
    def shipping_and_tax(self) -> Money:
        """Shipping, with the tax and duties that were paid at checkout."""
        return Money(self.shipping.minor + self._tax, self.currency)

    @property
    def captured(self) -> Money:
        """What was paid, and is held."""
        return Money(self.payment.captured.minor, self.currency)

    @property
    def promise_ends_at(self) -> datetime:
        """The instant at which the promise is over: a day ends where the buyer lives."""
        if isinstance(self.promised_by, datetime):
            return self.promised_by
        return day_end(self.promised_by, self.buyer.tz)

    @property
    def domestic(self) -> bool:
        """Whether the goods stay in one country."""
        return self.ship_to.country == self.ships_from

    @property
    def _tax(self) -> int:
        return self.tax.collected.minor if self.tax else 0


def _currencies(order: OrderBody) -> Iterator[Problem]:
    for field, money in _written_sums(order):
        if money.currency != order.currency:
            words = f"This is in {money.currency}, and the order in {order.currency}."
            yield Problem(f"{field}.currency", words)


def _written_sums(order: OrderBody) -> Iterator[tuple[str, MoneyBody]]:
    for number, line in enumerate(order.lines):
        yield f"lines.{number}.unit_price", line.unit_price
    yield "shipping", order.shipping
    yield "payment.captured", order.payment.captured
    if order.tax:
        yield "tax.collected", order.tax.collected


def _sums(order: OrderBody) -> Iterator[Problem]:
    captured = order.payment.captured.minor
    added = order.shipping_and_tax.minor
    added += sum(line.unit_price.minor * line.quantity for line in order.lines)
    if not captured:
        yield Problem("payment.captured", "Nothing was paid, so there is nothing to protect.")
    if added != captured:
        words = (
            f"{written(order.captured)} were paid, but lines, shipping and tax.collected add up to"
            f" {written(Money(added, order.currency))}. Send amounts that agree."
        )
        yield Problem("payment.captured", words)


def _people_and_times(order: OrderBody) -> Iterator[Problem]:
    if order.seller.id == order.buyer.id:
        yield Problem("seller.id", "This is the buyer's id. Give each person one of their own.")
    if order.dispatch_by and order.dispatch_by <= order.paid_at:
        yield Problem("dispatch_by", "This is not later than paid_at. Give a later moment.")
    if len(set(order.refund_methods)) < len(order.refund_methods):
        yield Problem("refund_methods", "Name each method once.")
    seen: set[str] = set()
    for number, line in enumerate(order.lines):
        if line.id in seen:
            yield Problem(f"lines.{number}.id", "Another line has this id. Give each its own.")
        seen.add(line.id)
