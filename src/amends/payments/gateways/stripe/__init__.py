"""Stripe, through its own library, whose requests go out through our one client.

Refunds carry our token in their metadata: Stripe forgets idempotency keys after a day or so, and
the token stays. Sources: docs.stripe.com/api/refunds, /api/idempotent_requests, /webhooks.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import stripe

from amends.outbound.client import Outgoing, Reach, Unreachable, send
from amends.payments.gateways.contract import (
    CannotVerify,
    Disputed,
    Fate,
    Hint,
    Instruction,
    Told,
    WrongSignature,
)

LISTED_MOST = 100
# A payment has few refunds; all pages are asked for within the lease of a transfer.
PAGES_MOST = 3
ALL_PAGES_MOST = 1000
FATES = {
    "succeeded": Fate.PAID,
    "pending": Fate.PENDING,
    "requires_action": Fate.PENDING,
    "failed": Fate.REFUSED,
    "canceled": Fate.REFUSED,
}
# What is older than PaymentIntents, or of another kind, has names of its own.
CHARGES = ("ch_", "py_")
# What an answer of another shape than Stripe's own brings up in its library, and here.
ODD = (AttributeError, IndexError, KeyError, TypeError, ValueError, OverflowError)
ODD_WORDS = "The answer is not of the shape that Stripe's answers have."
OVER = frozenset({"won", "lost", "warning_closed"})


@dataclass(frozen=True, slots=True)
class StripeSettings:
    """The keys of an account, and where its interface is."""

    secret_key: str
    webhook_secret: str
    address: str = "https://api.stripe.com"


class StripeGateway:
    """Refunds of payments that Stripe captured; `payment` is a PaymentIntent or a charge."""

    def __init__(self, settings: StripeSettings, reach: Reach) -> None:
        self._settings = settings
        self._client = stripe.StripeClient(
            settings.secret_key,
            base_addresses={"api": settings.address},
            max_network_retries=0,
            http_client=_Through(reach),
        )

    def send(self, instruction: Instruction) -> Told:
        """Ask for a refund; the same token again is the same refund."""
        params: dict[str, Any] = {  # Stripe's own type names every parameter it knows.
            **_payment(instruction.payment),
            "amount": instruction.minor,
            "metadata": {"amends_transfer": instruction.token},
        }
        try:
            refund = self._client.v1.refunds.create(
                params,  # type: ignore[arg-type]  # As above.
                {"idempotency_key": instruction.token},
            )
            return _told(refund)
        except stripe.StripeError as error:
            return _failed(error)
        except ODD:
            return Told(Fate.UNKNOWN, words=ODD_WORDS)

    def look_up(self, instruction: Instruction) -> Told:
        """Find our refund among all of the payment's, by its token."""
        try:
            return self._listed(instruction)
        except stripe.StripeError as error:
            return Told(Fate.UNKNOWN, words=_words(error))
        except ODD:
            return Told(Fate.UNKNOWN, words=ODD_WORDS)

    def _listed(self, instruction: Instruction) -> Told:
        params: dict[str, Any] = {**_payment(instruction.payment), "limit": LISTED_MOST}
        for _ in range(PAGES_MOST):
            listed = self._client.v1.refunds.list(params)  # type: ignore[arg-type]  # As above.
            ours = [_told(one) for one in listed.data if _token(one) == instruction.token]
            if ours or not listed.has_more:
                return ours[0] if ours else Told(Fate.NOT_FOUND)
            params["starting_after"] = listed.data[-1].id
        return Told(Fate.UNKNOWN, words="The payment has more refunds than can be looked through.")

    def since(self, moment: datetime) -> Iterator[tuple[str, Told]]:
        """Yield every refund made since a moment that carries a token of ours, and its token.

        Raises `Unreachable` where the list ends before its end.
        """
        created = {"gte": int(moment.timestamp())}
        params: dict[str, Any] = {"created": created, "limit": LISTED_MOST}
        for _ in range(ALL_PAGES_MOST):
            try:
                listed = self._client.v1.refunds.list(params)  # type: ignore[arg-type]  # As above.
                ours = [(_token(one), _told(one)) for one in listed.data if _token(one)]
                last = "" if not listed.has_more else listed.data[-1].id
            except stripe.StripeError as error:
                raise Unreachable(_words(error)) from error
            except ODD as error:
                raise Unreachable(ODD_WORDS) from error
            yield from ours
            if not last:
                return
            params["starting_after"] = last
        raise Unreachable(f"Stripe lists more than {ALL_PAGES_MOST * LISTED_MOST} refunds")

    def names(self, payment: str) -> tuple[str, ...]:
        """A charge and its PaymentIntent are one payment; a charge may have none."""
        try:
            found = self._named(payment)
        except stripe.InvalidRequestError:
            # Nothing of that name is there, so that no refund can be made of it either.
            return (payment,)
        except stripe.StripeError as error:
            raise Unreachable(_words(error)) from error
        except ODD as error:
            raise Unreachable(ODD_WORDS) from error
        return tuple({payment, *(str(name) for name in found if name)})

    def _named(self, payment: str) -> tuple[object, object]:
        if payment.startswith(CHARGES):
            charge = self._client.v1.charges.retrieve(payment)
            return charge.id, charge.payment_intent
        intent = self._client.v1.payment_intents.retrieve(payment)
        return intent.id, intent.latest_charge

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Verify by Stripe's own scheme and library."""
        signature = headers.get("stripe-signature", "")
        secret = self._settings.webhook_secret
        # Under no secret anybody could sign.
        if not secret:
            raise CannotVerify("set stripe_webhook_secret, which signs Stripe's messages")
        if not signature.isascii():
            raise WrongSignature("the signature is no plain text")
        try:
            stripe.Webhook.construct_event(body, signature, secret)
        except (ValueError, stripe.SignatureVerificationError) as error:
            raise WrongSignature(str(error)) from error

    def hint(self, body: bytes) -> Hint:
        """Say what an event is about."""
        thing = json.loads(body)["data"]["object"]
        if thing.get("object") == "dispute":
            return Hint(dispute=str(thing["id"]))
        metadata = thing.get("metadata") or {}
        return Hint(token=str(metadata.get("amends_transfer", "")))

    def dispute(self, reference: str) -> Disputed | None:
        """Fetch a dispute: a message about it is only a hint."""
        try:
            found = self._client.v1.disputes.retrieve(reference)
            charge = str(found.charge or "")
            return Disputed(
                payment=str(found.payment_intent or charge),
                also=charge,
                minor=found.amount,
                currency=found.currency.upper(),
                over=found.status in OVER,
                won=found.status != "lost",
            )
        except (stripe.StripeError, *ODD):
            return None


class _Through(stripe.HTTPClient):
    """Stripe's library speaking through our client, with its address guard and limits."""

    name = "amends"

    def __init__(self, reach: Reach) -> None:
        super().__init__()
        self._reach = reach

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,  # As the library has it.
        **_usage: object,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Send one request of the library."""
        body = post_data.encode() if isinstance(post_data, str) else post_data or b""
        asked = Outgoing(method.upper(), url, dict(headers or {}), body)
        try:
            reply = send(asked, self._reach)
        except Unreachable as error:
            raise stripe.APIConnectionError(error.problem) from error  # type: ignore[no-untyped-call]  # Untyped there.
        return reply.body.decode(errors="replace"), reply.status, reply.headers

    def close(self) -> None:
        """Nothing is kept open."""


def _token(refund: stripe.Refund) -> str:
    metadata = refund.metadata
    return "" if metadata is None else str(metadata.to_dict().get("amends_transfer", ""))


def _payment(reference: str) -> dict[str, str]:
    return {"charge" if reference.startswith(CHARGES) else "payment_intent": reference}


def _told(refund: stripe.Refund) -> Told:
    fate = FATES.get(refund.status or "", Fate.UNKNOWN)
    # A field that Stripe leaves out is no attribute of the library's object.
    why = getattr(refund, "failure_reason", None) or refund.status or ""
    words = "" if fate is Fate.PAID else str(why)
    created = getattr(refund, "created", None)
    made_at = datetime.fromtimestamp(created, UTC) if created else None
    return Told(fate, refund.id, refund.amount, refund.currency.upper(), words, made_at)


def _failed(error: stripe.StripeError) -> Told:
    # Only an answer that names a fault of the request says that nothing was done.
    status = error.http_status or 0
    if isinstance(error, stripe.IdempotencyError) or status in {409, 429}:
        return Told(Fate.UNKNOWN, words=_words(error))
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        return Told(Fate.NOT_NOW, words=_words(error))
    if 400 <= status < 500:
        return Told(Fate.REFUSED, words=_words(error))
    return Told(Fate.UNKNOWN, words=_words(error))


def _words(error: stripe.StripeError) -> str:
    return str(error.user_message or error)[:500]
