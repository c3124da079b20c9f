"""What Stripe and PayPal say, word by word: only a clear answer is one."""

import json
import threading

import pytest

from amends.outbound.client import Outgoing, Reach, send
from amends.payments.gateways.contract import CannotVerify, Fate, Instruction, WrongSignature
from amends.payments.gateways.paypal import SIGNED
from amends.payments.simulator.books import Books, Fault, Refund
from amends.payments.simulator.server import Simulator, serving
from amends.payments.sums import major, minor_of

from tests.payments.ground import Ground, unreachable
from tests.payments.scripted import Answer, Scripted, amount, paypal, refund, stripe

ASKED = Instruction("a-t1", "order-1", "alice", "refund", 4500, "EUR", "pi_1")
KNOWN = Instruction("a-t1", "order-1", "alice", "refund", 4500, "EUR", "pi_1", "re_1")


OTHER = refund(1, metadata={"amends_transfer": "b-t1"})


def listed(*refunds: object, more: bool = False) -> Answer:
    return 200, {"object": "list", "data": list(refunds), "has_more": more, "url": "/v1/refunds"}


def error(status: int, words: str = "No.", kind: str = "invalid_request_error") -> Answer:
    return status, {"error": {"type": kind, "message": words}}


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        ((200, refund(1)), Fate.PAID),
        ((200, refund(1, status="pending")), Fate.PENDING),
        ((200, refund(1, status="failed", failure_reason="lost_card")), Fate.REFUSED),
        ((200, refund(1, status="of_another_age")), Fate.UNKNOWN),
        (error(400), Fate.REFUSED),
        (error(400, kind="idempotency_error"), Fate.UNKNOWN),
        (error(401), Fate.NOT_NOW),
        (error(403), Fate.NOT_NOW),
        (error(409), Fate.UNKNOWN),
        (error(429), Fate.UNKNOWN),
        (error(500), Fate.UNKNOWN),
        ((200, b"<html>"), Fate.UNKNOWN),
        ((200, b"\xff\xfe"), Fate.UNKNOWN),
    ],
)
def test_an_answer_of_stripe_is_read_for_what_it_says(
    scripted: Scripted, answer: Answer, fate: Fate
) -> None:
    scripted.script["/v1/refunds"] = [answer]
    assert stripe(scripted).send(ASKED).fate is fate


def test_every_page_of_stripes_list_is_looked_through(scripted: Scripted) -> None:
    script = [listed(OTHER, more=True), listed(refund(2, metadata=None), refund(3))]
    scripted.script["/v1/refunds"] = script
    assert stripe(scripted).look_up(ASKED).reference == "re_3"


def test_a_list_without_end_says_nothing(scripted: Scripted) -> None:
    scripted.script["/v1/refunds"] = [listed(OTHER, more=True)]
    told = stripe(scripted).look_up(ASKED)
    assert (told.fate, told.words) == (
        Fate.UNKNOWN,
        "The payment has more refunds than can be looked through.",
    )


@pytest.mark.parametrize("answer", [error(500), error(401), error(404)])
def test_a_list_that_stripe_does_not_show_says_nothing(scripted: Scripted, answer: Answer) -> None:
    scripted.script["/v1/refunds"] = [answer]
    assert stripe(scripted).look_up(ASKED).fate is Fate.UNKNOWN


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        (amount("45.00"), Fate.PAID),
        (amount("45.00", "PENDING"), Fate.PENDING),
        (amount("45.00", "FAILED"), Fate.REFUSED),
        (amount("45.00", "ODD"), Fate.UNKNOWN),
        (amount("45.001"), Fate.UNKNOWN),
        ((201, {"id": "re_1"}), Fate.UNKNOWN),
        ((201, b"<html>"), Fate.UNKNOWN),
        ((201, []), Fate.UNKNOWN),
        ((401, {}), Fate.NOT_NOW),
        ((422, {"name": "UNPROCESSABLE_ENTITY"}), Fate.REFUSED),
        ((409, {}), Fate.UNKNOWN),
        ((500, {}), Fate.UNKNOWN),
    ],
)
def test_an_answer_of_paypal_is_read_for_what_it_says(
    scripted: Scripted, answer: Answer, fate: Fate
) -> None:
    scripted.script["/v2/payments/captures/pi_1/refund"] = [answer]
    assert paypal(scripted).send(ASKED).fate is fate


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        ((200, {}), Fate.NOT_FOUND),
        ((404, {}), Fate.UNKNOWN),
        (
            (200, {"seller_receivable_breakdown": {"total_refunded_amount": {"value": "1.00"}}}),
            Fate.UNKNOWN,
        ),
    ],
)
def test_a_capture_tells_only_whether_anything_was_refunded(
    scripted: Scripted, answer: Answer, fate: Fate
) -> None:
    scripted.script["/v2/payments/captures/pi_1"] = [answer]
    assert paypal(scripted).look_up(ASKED).fate is fate


def test_a_token_whose_life_is_over_is_asked_for_anew(scripted: Scripted) -> None:
    found = (200, amount("45.00")[1])
    scripted.script["/v2/payments/refunds/re_1"] = [found, (401, {}), found]
    gateway = paypal(scripted)
    assert [gateway.look_up(KNOWN).fate for _ in range(2)] == [Fate.PAID, Fate.PAID]
    assert len(scripted.script["/v2/payments/refunds/re_1"]) == 1


def test_a_refund_of_paypal_that_is_not_shown_is_unknown(scripted: Scripted) -> None:
    scripted.script["/v2/payments/refunds/re_1"] = [(404, {"message": "None."})]
    assert paypal(scripted).look_up(KNOWN).words == "None. (status 404)"


def test_without_a_token_nothing_was_asked_of_paypal(scripted: Scripted) -> None:
    scripted.script["/v1/oauth2/token"] = [(401, {})]
    told = paypal(scripted).send(ASKED)
    assert told.fate is Fate.NOT_NOW
    assert told.words == "PayPal gives no token (status 401); look at its keys"
    assert paypal(scripted).look_up(ASKED).fate is Fate.UNKNOWN
    assert unreachable("paypal").gateways["paypal"].send(ASKED).fate is Fate.NOT_NOW


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        ((200, {"verification_status": "FAILURE"}), WrongSignature),
        ((400, {}), WrongSignature),
        ((500, {}), CannotVerify),
    ],
)
def test_a_signature_of_paypal_counts_only_with_its_word(
    scripted: Scripted, answer: Answer, raised: type[Exception]
) -> None:
    scripted.script["/v1/notifications/verify-webhook-signature"] = [answer]
    with pytest.raises(raised):
        paypal(scripted).verify(dict.fromkeys(SIGNED.values(), "said"), b"{}")
    with pytest.raises(WrongSignature):
        paypal(scripted).verify({}, b"<html>")


def test_a_dispute_of_paypal_is_read_or_is_none(scripted: Scripted) -> None:
    lost: dict[str, object] = {
        "dispute_amount": {"value": "45.00", "currency_code": "EUR"},
        "disputed_transactions": [{"seller_transaction_id": "pi_1"}],
        "status": "RESOLVED",
        "dispute_outcome": {"outcome_code": "RESOLVED_BUYER_FAVOUR"},
    }
    path = "/v1/customer/disputes/PP-1"
    scripted.script[path] = [(200, lost), (404, {})]
    found = paypal(scripted).dispute("PP-1")
    assert found is not None
    assert (found.over, found.won, found.minor) == (True, False, 4500)
    assert paypal(scripted).dispute("PP-1") is None


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [(4505, "EUR", "45.05"), (45, "JPY", "45"), (5, "KWD", "0.005")],
)
def test_sums_are_spelled_with_the_digits_of_their_currency(
    minor: int, currency: str, written: str
) -> None:
    assert major(minor, currency) == written
    assert minor_of(written, currency) == minor


def test_the_simulator_keeps_keys_unless_it_forgets_them(ground: Ground) -> None:
    gateway = ground.known.gateways["stripe"]
    assert gateway.send(ASKED).reference == gateway.send(ASKED).reference == "re_1"
    ground.break_(Fault.KEY_FORGOTTEN)
    ground.now = ground.now.replace(year=2027)
    assert gateway.send(ASKED).reference == "re_2"


def test_the_simulator_shows_its_books_and_knows_no_other_page(ground: Ground) -> None:
    server = Simulator(Books(refunds=[Refund("re_1", "pi_1", 1, "EUR", "a-t1", "a-t1", 0)]))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        base = f"http://{server.host}"
        assert [one["id"] for one in _get(f"{base}/simulator/refunds")["refunds"]] == ["re_1"]
        assert "error" in _get(f"{base}/v1/elsewhere")
        assert "error" in _get(f"{base}/v1/elsewhere", "POST")
        assert _get(f"{base}/v2/payments/refunds/re_2") == {}
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_message_that_nobody_takes_is_lost() -> None:
    with serving(Books(), "http://127.0.0.1:9/hook") as server:
        assert server.post({}) == 0


def _get(url: str, method: str = "GET") -> dict[str, list[dict[str, object]]]:
    host = url.split("/")[2]
    body = b"" if method == "GET" else b"{}"
    reply = send(Outgoing(method, url, body=body), Reach(frozenset({host})))
    found: dict[str, list[dict[str, object]]] = json.loads(reply.body)
    return found
