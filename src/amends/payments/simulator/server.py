"""The simulated provider as a web server on loopback."""

import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from amends.outbound.client import Outgoing, Reach, Unreachable, send
from amends.payments.sums import major, minor_of

from .books import Books, Fault, Refund

CAPTURE = re.compile(r"/v2/payments/captures/([^/]+)(/refund)?")
REFUND = re.compile(r"/v2/payments/refunds/([^/]+)")
PAYMENT = re.compile(r"/v1/(?:payment_intents|charges)/(?:pi|ch)_([^/]+)")
DISPUTE = re.compile(r"/v1/(?:customer/)?disputes/([^/]+)")
PAYPAL = {"succeeded": "COMPLETED", "pending": "PENDING", "failed": "FAILED"}
Object = dict[str, object]


class Simulator(ThreadingHTTPServer):
    """Listens on a port of loopback; `hook_to` is where it sends its messages, if anywhere."""

    daemon_threads = True

    def __init__(self, books: Books, port: int = 0, hook_to: str = "") -> None:
        super().__init__(("127.0.0.1", port), _Asked)
        self.books = books
        self.hook_to = hook_to
        self.secret = "whsec_simulated"  # noqa: S105 - it opens nothing
        self.disputes: dict[str, Object] = {}
        self.late: list[Object] = []
        self.failures_told: set[str] = set()
        # Held from an answer until its message was sent, so that a test can wait for it.
        self.telling = threading.Lock()

    @property
    def host(self) -> str:
        """Its host and port, as the setting `private_hosts` has them."""
        return f"127.0.0.1:{self.server_port}"

    def tell(self, refund: Refund) -> None:
        """Send what happened, as often and in whichever order its faults say."""
        books = self.books
        event: Object = {
            "type": "refund.updated",
            "data": {"object": stripe_refund(refund, books.clock())},
        }
        if not self.hook_to or books.strikes(Fault.HOOK_MISSING, refund.token):
            return
        if books.strikes(Fault.HOOKS_OUT_OF_ORDER, refund.token):
            self.late.append(event)
            return
        for one in (event, *self.late):
            for _ in range(2 if books.strikes(Fault.HOOK_TWICE, refund.token) else 1):
                self.post(one)
        self.late.clear()

    def tell_of_failures(self) -> None:
        """Send what became of refunds that banks have sent back since it was last called."""
        books = self.books
        for refund in list(books.refunds):
            if books.clock() >= refund.fails_at and refund.id not in self.failures_told:
                self.failures_told.add(refund.id)
                self.tell(refund)

    def post(self, event: Object) -> int:
        """Send one message, signed as Stripe signs; return the status of its answer."""
        body = json.dumps(event).encode()
        at = str(int(time.time()))  # noqa: TID251 - Stripe's scheme binds the real moment
        signed = hmac.new(self.secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
        headers = {"Stripe-Signature": f"t={at},v1={signed.hexdigest()}"}
        host = urlsplit(self.hook_to).netloc
        try:
            asked = Outgoing("POST", self.hook_to, headers, body, seconds=5)
            return send(asked, Reach(frozenset({host}))).status
        except Unreachable:
            return 0


@contextmanager
def serving(books: Books, hook_to: str = "") -> Iterator[Simulator]:
    """Run a simulator for as long as it is needed."""
    simulator = Simulator(books, hook_to=hook_to)
    thread = threading.Thread(target=simulator.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield simulator
    finally:
        simulator.shutdown()
        thread.join()
        simulator.server_close()


class _Asked(BaseHTTPRequestHandler):
    """One request to the simulated provider."""

    server: Simulator
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer what is known."""
        parts = urlsplit(self.path)
        books = self.server.books
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/v1/refunds":
            payment = _intent(query)
            since = float(query.get("created[gte]", 0))
            listed = books.listed(payment, "stripe") if payment else books.since(since, "stripe")
            return self._say(200, _page(listed, query, books.clock()))
        if parts.path == "/simulator/refunds":
            return self._say(
                200, {"refunds": [stripe_refund(r, books.clock()) for r in books.refunds]}
            )
        if match := DISPUTE.fullmatch(parts.path):
            found = self.server.disputes.get(match[1])
            return self._say(200 if found else 404, found or _error("no such dispute"))
        if match := PAYMENT.fullmatch(parts.path):
            return self._say(200, _payment(parts.path, match[1]))
        if match := REFUND.fullmatch(parts.path):
            refund = books.found(match[1])
            return (
                self._say(200, paypal_refund(refund, books.clock()))
                if refund
                else self._say(404, {})
            )
        if match := CAPTURE.fullmatch(parts.path):
            return self._say(200, _capture(books, match[1]))
        return self._say(404, _error("nothing here"))

    def do_POST(self) -> None:
        """Do what is asked, or something else, as the faults say."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        if path == "/v1/oauth2/token":
            return self._say(200, {"access_token": "simulated", "expires_in": 600})
        if path == "/v1/notifications/verify-webhook-signature":
            good = json.loads(body).get("transmission_sig") == "simulated"
            return self._say(200, {"verification_status": "SUCCESS" if good else "FAILURE"})
        asked = self._refund(path, body)
        return self._say(404, _error("nothing here")) if asked is None else self._make(asked)

    def log_message(self, *arguments: object) -> None:
        """Say nothing: whoever runs it has its books."""

    def _refund(self, path: str, body: bytes) -> Refund | None:
        if path == "/v1/refunds":
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            payment = _intent(form)
            key = self.headers.get("Idempotency-Key", "")
            token = form.get("metadata[amends_transfer]", "")
            return Refund("", payment, int(form["amount"]), "EUR", token, key, 0)
        match = CAPTURE.fullmatch(path)
        if match is None or not match[2]:
            return None
        said = json.loads(body)
        amount, key = said["amount"], self.headers.get("PayPal-Request-Id", "")
        currency = str(amount["currency_code"])
        minor = minor_of(str(amount["value"]), currency)
        token = str(said.get("custom_id", ""))
        return Refund("", match[1], minor, currency, token, key, 0, gateway="paypal")

    def _make(self, asked: Refund) -> None:
        books = self.server.books
        for fault, status in (
            (Fault.LOST_REQUEST, 0),
            (Fault.CONFLICT, 409),
            (Fault.TOO_MANY, 429),
        ):
            if books.strikes(fault, asked.token):
                return self._say(status, _error("try again later"))
        made = books.refund(asked)
        if made is None:
            return self._say(400, _error("The refund is more than is left of the payment."))
        stripe = self.path.startswith("/v1/")
        if stripe and books.strikes(Fault.HOOK_BEFORE_ANSWER, asked.token):
            self.server.tell(made)
        if books.strikes(Fault.ANSWER_LOST, asked.token):
            return self._say(0, {})
        if books.strikes(Fault.SERVER_ERROR, asked.token):
            return self._say(500, _error("something broke"))
        now = books.clock()
        if not stripe:
            # Messages are told as Stripe tells them.
            return self._say(201, paypal_refund(made, now))
        with self.server.telling:
            self._say(201, stripe_refund(made, now))
            self.server.tell(made)
        return None

    def _say(self, status: int, said: Object) -> None:
        """Answer; status 0 is an answer that never comes."""
        self.close_connection = True
        if not status:
            self.connection.shutdown(2)
            return
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


def stripe_refund(refund: Refund, now: float) -> Object:
    """Return a refund as Stripe shows it."""
    return {
        "id": refund.id,
        "object": "refund",
        "amount": refund.minor,
        "currency": refund.currency.lower(),
        "created": int(refund.made_at),
        "status": refund.status(now),
        "payment_intent": refund.payment,
        "failure_reason": "expired_or_canceled_card" if refund.status(now) == "failed" else None,
        "metadata": {"amends_transfer": refund.token},
    }


def paypal_refund(refund: Refund, now: float) -> Object:
    """Return a refund as PayPal shows it."""
    value = major(refund.minor, refund.currency)
    return {
        "id": refund.id,
        "status": PAYPAL[refund.status(now)],
        "amount": {"value": value, "currency_code": refund.currency},
        "create_time": datetime.fromtimestamp(refund.made_at, UTC).isoformat(),
        "custom_id": refund.token,
    }


def _intent(said: dict[str, str]) -> str:
    """The PaymentIntent that is asked about: the charge ch_7 is that of pi_7."""
    charge = said.get("charge", "")
    return f"pi_{charge.removeprefix('ch_')}" if charge else said.get("payment_intent", "")


def _payment(path: str, number: str) -> Object:
    if "charges" in path:
        return {"id": f"ch_{number}", "object": "charge", "payment_intent": f"pi_{number}"}
    return {"id": f"pi_{number}", "object": "payment_intent", "latest_charge": f"ch_{number}"}


def _page(listed: list[Refund], query: dict[str, str], now: float) -> Object:
    after = query.get("starting_after", "")
    begins = next((n for n, one in enumerate(listed, start=1) if one.id == after), 0)
    ends = begins + int(query.get("limit", 10))
    data = [stripe_refund(one, now) for one in listed[begins:ends]]
    return {"object": "list", "data": data, "has_more": ends < len(listed), "url": "/v1/refunds"}


def _capture(books: Books, payment: str) -> Object:
    found = books.listed(payment, "paypal")
    currency = found[0].currency if found else "EUR"
    total = {"value": major(sum(r.minor for r in found), currency), "currency_code": currency}
    return {"id": payment, "seller_receivable_breakdown": {"total_refunded_amount": total}}


def _error(words: str) -> Object:
    return {"error": {"type": "invalid_request_error", "message": words}, "message": words}
