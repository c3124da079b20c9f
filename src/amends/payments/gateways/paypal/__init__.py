"""PayPal's Payments v2: refunds of captures, under PayPal-Request-Id.

PayPal lists no refunds of a capture by our token. It does keep a Request-Id for 45 days, and says
how much of a capture was refunded: nothing refunded is "not found"; something refunded, without the
reference of ours, is unknown, and waits for a person. Sources: PayPal REST reference, Payments v2,
"Idempotency", and Notifications v1 (verify-webhook-signature).
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import BoundedSemaphore
from urllib.parse import quote

from amends.core.money import Money
from amends.orders.intake.instants import read_moment
from amends.outbound.client import Outgoing, Reach, Reply, Unreachable, send
from amends.payments.gateways.contract import (
    CannotVerify,
    Disputed,
    Fate,
    Hint,
    Instruction,
    Told,
    WrongSignature,
)
from amends.payments.sums import major, minor_of

FATES = {
    "COMPLETED": Fate.PAID,
    "PENDING": Fate.PENDING,
    "FAILED": Fate.REFUSED,
    "CANCELLED": Fate.REFUSED,
}
SIGNED = {
    "auth_algo": "paypal-auth-algo",
    "cert_url": "paypal-cert-url",
    "transmission_id": "paypal-transmission-id",
    "transmission_sig": "paypal-transmission-sig",
    "transmission_time": "paypal-transmission-time",
}
# PayPal's Disputes v1, `dispute_outcome.outcome_code`. With RESOLVED_WITH_PAYOUT PayPal
# pays itself; DENIED is the buyer's claim denied.
WON = frozenset({"RESOLVED_SELLER_FAVOUR", "CANCELED_BY_BUYER", "DENIED", "RESOLVED_WITH_PAYOUT"})
LOST = frozenset({"RESOLVED_BUYER_FAVOUR", "ACCEPTED"})
VERIFYING_MOST = 2
Object = dict[str, object]


@dataclass(frozen=True, slots=True)
class PayPalSettings:
    """The keys of an account, and where its interface is."""

    client_id: str
    secret: str
    webhook_id: str
    address: str = "https://api-m.paypal.com"


# Gateways are made anew for each message; what PayPal gave out holds for all of them.
_TOKENS: dict[PayPalSettings, str] = {}
_VERIFYING = BoundedSemaphore(VERIFYING_MOST)


class PayPalGateway:
    """Refunds of captures; `payment` is a capture's id."""

    def __init__(self, settings: PayPalSettings, reach: Reach) -> None:
        self._settings = settings
        self._reach = reach

    def send(self, instruction: Instruction) -> Told:
        """Ask for a refund; the same token again is the same refund."""
        value = {
            "value": major(instruction.minor, instruction.currency),
            "currency_code": instruction.currency,
        }
        body: Object = {"amount": value, "custom_id": instruction.token}
        path = f"/v2/payments/captures/{quote(instruction.payment, safe='')}/refund"
        headers = {"PayPal-Request-Id": instruction.token, "Prefer": "return=representation"}
        try:
            return _sent(self._call("POST", path, body, headers))
        except Unreachable as error:
            fate = Fate.UNKNOWN if error.sent else Fate.NOT_NOW
            return Told(fate, words=error.problem)

    def look_up(self, instruction: Instruction) -> Told:
        """Ask for the refund by its reference, or for how much of the capture was refunded."""
        try:
            if instruction.reference:
                path = f"/v2/payments/refunds/{quote(instruction.reference, safe='')}"
                return _found(self._call("GET", path))
            path = f"/v2/payments/captures/{quote(instruction.payment, safe='')}"
            return _capture(self._call("GET", path))
        except Unreachable as error:
            return Told(Fate.UNKNOWN, words=error.problem)

    def refunded(self, payment: str) -> Money | None:
        """Return how much of a capture was refunded, by whomever, or None where nothing was.

        Raises `Unreachable` where PayPal does not say.
        """
        reply = self._call("GET", f"/v2/payments/captures/{quote(payment, safe='')}")
        if reply.status == 404:
            return None
        if reply.status != 200:
            raise Unreachable(_words(reply))
        refunded = _refunded(reply)
        if not refunded:
            return None
        try:
            currency = str(refunded["currency_code"])
            return Money(minor_of(str(refunded["value"]), currency), currency)
        except (KeyError, ValueError) as error:
            raise Unreachable("PayPal names no sum of what it refunded") from error

    def names(self, payment: str) -> tuple[str, ...]:
        """A capture has one name."""
        return (payment,)

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Have PayPal verify its own signature, which is its scheme."""
        asked: Object = {name: headers.get(header, "") for name, header in SIGNED.items()}
        # What cannot be PayPal's costs no question to it.
        if not self._settings.webhook_id:
            raise CannotVerify("set paypal_webhook_id, so that PayPal can verify its messages")
        if not all(asked.values()):
            raise WrongSignature("a header of PayPal's signature lacks")
        try:
            event = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise WrongSignature("the message cannot be read as JSON") from error
        asked |= {"webhook_id": self._settings.webhook_id, "webhook_event": event}
        # Strangers can send messages too; theirs may not take every thread.
        if not _VERIFYING.acquire(blocking=False):
            raise CannotVerify("PayPal is asked about other messages now")
        try:
            reply = self._call("POST", "/v1/notifications/verify-webhook-signature", asked)
        except Unreachable as error:
            raise CannotVerify(f"PayPal could not be asked: {error.problem}") from error
        finally:
            _VERIFYING.release()
        if reply.status not in {200, 400, 422}:
            raise CannotVerify(f"PayPal could not be asked: {_words(reply)}")
        if _object(reply).get("verification_status") != "SUCCESS":
            raise WrongSignature("PayPal does not know this signature")

    def hint(self, body: bytes) -> Hint:
        """Say what an event is about."""
        thing = json.loads(body).get("resource") or {}
        if "dispute_id" in thing:
            return Hint(dispute=str(thing["dispute_id"]))
        return Hint(token=str(thing.get("custom_id", "")))

    def dispute(self, reference: str) -> Disputed | None:
        """Fetch a dispute: a message about it is only a hint."""
        try:
            path = f"/v1/customer/disputes/{quote(reference, safe='')}"
            found = _object(self._call("GET", path))
            amount = _part(found, "dispute_amount")
            bought = found.get("disputed_transactions")
            assert isinstance(bought, list), "a dispute names its transactions"
            payment = str(bought[0]["seller_transaction_id"])
            outcome = str(_part(found, "dispute_outcome").get("outcome_code", ""))
            over = found.get("status") == "RESOLVED"
            currency = str(amount["currency_code"])
            return Disputed(
                payment=payment,
                minor=minor_of(str(amount["value"]), currency),
                currency=currency,
                over=over,
                won=outcome in WON,
                unclear="" if not over or outcome in WON | LOST else outcome or "no outcome",
            )
        except (Unreachable, KeyError, IndexError, TypeError, ValueError, AssertionError):
            return None

    def _call(
        self,
        method: str,
        path: str,
        body: Object | None = None,
        more: Mapping[str, str] | None = None,
    ) -> Reply:
        said = json.dumps(body).encode() if body is not None else b""
        url = self._settings.address + path
        headers = {"Content-Type": "application/json", **(more or {})}
        kept = _TOKENS.get(self._settings)
        if kept is not None:
            signed = {**headers, "Authorization": f"Bearer {kept}"}
            reply = send(Outgoing(method, url, signed, said), self._reach)
            # Its life is over; then nothing was done, and it is asked with a new one.
            if reply.status != 401:
                return reply
        headers["Authorization"] = f"Bearer {self._token()}"
        return send(Outgoing(method, url, headers, said), self._reach)

    def _token(self) -> str:
        """Ask for an access token, and keep it until PayPal does not know it any more."""
        pair = f"{self._settings.client_id}:{self._settings.secret}".encode()
        headers = {
            "Authorization": "Basic " + b64encode(pair).decode(),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        url = f"{self._settings.address}/v1/oauth2/token"
        asked = Outgoing("POST", url, headers, b"grant_type=client_credentials")
        try:
            reply = send(asked, self._reach)
        except Unreachable as error:
            # Whatever was to be asked with the token was not asked.
            raise Unreachable(error.problem, sent=False) from error
        token = _object(reply).get("access_token")
        if not isinstance(token, str):
            problem = f"PayPal gives no token (status {reply.status}); look at its keys"
            raise Unreachable(problem, sent=False)
        _TOKENS[self._settings] = token
        return token


def _sent(reply: Reply) -> Told:
    if reply.status in {200, 201}:
        return _found(reply)
    words = _words(reply)
    if reply.status in {401, 403}:
        return Told(Fate.NOT_NOW, words=words)
    if reply.status in {400, 404, 422}:
        return Told(Fate.REFUSED, words=words)
    return Told(Fate.UNKNOWN, words=words)


def _found(reply: Reply) -> Told:
    if reply.status not in {200, 201}:
        return Told(Fate.UNKNOWN, words=_words(reply))
    found = _object(reply)
    amount = _part(found, "amount")
    try:
        currency = str(amount["currency_code"])
        minor = minor_of(str(amount["value"]), currency)
    except (KeyError, ValueError):
        return Told(Fate.UNKNOWN, words="The answer names no sum.")
    fate = FATES.get(str(found.get("status")), Fate.UNKNOWN)
    words = "" if fate is Fate.PAID else str(found.get("status", ""))
    return Told(fate, str(found.get("id", "")), minor, currency, words, _made_at(found))


def _made_at(found: Object) -> datetime | None:
    moment = read_moment(str(found.get("create_time", "")))
    return moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None


def _capture(reply: Reply) -> Told:
    if reply.status != 200:
        return Told(Fate.UNKNOWN, words=_words(reply))
    refunded = _refunded(reply)
    value = str(refunded.get("value", "0"))
    if value.strip("0.") == "":
        return Told(Fate.NOT_FOUND)
    words = f"PayPal has refunded {value} of this payment, and does not say for what."
    return Told(Fate.UNKNOWN, words=words)


def _refunded(reply: Reply) -> Object:
    return _part(_part(_object(reply), "seller_receivable_breakdown"), "total_refunded_amount")


def _object(reply: Reply) -> Object:
    try:
        found = json.loads(reply.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _part(whole: Object, name: str) -> Object:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}


def _words(reply: Reply) -> str:
    found = _object(reply)
    said = found.get("message") or found.get("name") or ""
    return f"{said} (status {reply.status})"[:500]
