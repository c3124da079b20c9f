"""Errors as RFC 9457 says them: what is wrong, where, and what would help."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus

from django.http import HttpResponse

from amends import words
from amends.core.money import Money
from amends.core.refusals import Refusal, Refused
from amends.evidence import EvidenceRefused, Fault
from amends.orders.answers import Stored
from amends.orders.intake import Problem as FieldProblem

# What is refused for what was asked, not for where the order stands, which is a conflict.
UNPROCESSABLE = frozenset(
    {
        Refusal.PROMISE_TOO_LATE,
        Refusal.NOTHING_HELD,
        Refusal.LINES_UNKNOWN,
        Refusal.HAND_OVER_IN_FUTURE,
        Refusal.EXTENSION_OUT_OF_RANGE,
        Refusal.REASON_DOES_NOT_FIT,
        Refusal.REMEDY_NOT_OFFERED,
        Refusal.REFUND_METHOD_NOT_OFFERED,
        Refusal.REFUND_OUT_OF_RANGE,
        Refusal.EVIDENCE_MISSING,
        Refusal.EVIDENCE_UNKNOWN,
        Refusal.APPEAL_NEEDS_GROUND,
        Refusal.WAIT_OUT_OF_RANGE,
        Refusal.WITHDRAWAL_OUT_OF_RANGE,
        Refusal.PARCEL_UNKNOWN,
        Refusal.RETURN_LABEL_MISSING,
        Refusal.POSTED_IN_FUTURE,
        Refusal.KEPT_OUT_OF_RANGE,
        Refusal.CHARGEBACK_OUT_OF_RANGE,
    }
)
FORBIDDEN = frozenset({Refusal.NOT_YOUR_ROLE, Refusal.OWN_DECISION})
TITLES: Mapping[str, tuple[HTTPStatus, str]] = {
    "not_found": (HTTPStatus.NOT_FOUND, "There is nothing here for you"),
    "method_not_allowed": (HTTPStatus.METHOD_NOT_ALLOWED, "This address does not take that"),
    "malformed": (HTTPStatus.BAD_REQUEST, "Something in the request is wrong"),
    "not_authenticated": (HTTPStatus.UNAUTHORIZED, "Say who you are"),
    "forbidden": (HTTPStatus.FORBIDDEN, "This is not for you to do"),
    "idempotency_key_missing": (HTTPStatus.BAD_REQUEST, "Send the header Idempotency-Key"),
    "idempotency_key_reused": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "This Idempotency-Key came before with another request",
    ),
    "stale": (HTTPStatus.PRECONDITION_FAILED, "The object has changed since you read it"),
    "dispute_over": (HTTPStatus.CONFLICT, "This dispute is over; a later one was opened"),
    "changed_meanwhile": (HTTPStatus.CONFLICT, "The object changed while you wrote; send it again"),
    "unavailable": (HTTPStatus.SERVICE_UNAVAILABLE, "The database does not answer; try again soon"),
    "file_unavailable": (HTTPStatus.SERVICE_UNAVAILABLE, "The file cannot be read; it is reported"),
    "order_differs": (HTTPStatus.CONFLICT, "This order was sent before with other contents"),
    "too_many_endpoints": (HTTPStatus.CONFLICT, "This is the limit of endpoints; delete one first"),
    "endpoint_deleted": (HTTPStatus.GONE, "This endpoint was deleted since; make another"),
    "endpoint_off": (
        HTTPStatus.CONFLICT,
        "The endpoint of this delivery is deleted or switched off",
    ),
    "unsafe_database": (HTTPStatus.SERVICE_UNAVAILABLE, "Money commands are not served now"),
}


class Trouble(Exception):
    """Why a request is not answered as asked; `code` is a row of TITLES."""

    def __init__(self, code: str, errors: Sequence[FieldProblem] = (), **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.errors = errors
        self.details = details


def response(stored: Stored) -> HttpResponse:
    """Return an answer as it goes out; what is not a success is a problem document."""
    kind = "application/json" if stored.status < HTTPStatus.BAD_REQUEST else PROBLEM
    return HttpResponse(stored.body, status=stored.status, content_type=kind)


def problem(found: Trouble) -> Stored:
    """Return a trouble as a problem document."""
    status, title = TITLES[found.code]
    body = _document(found.code, title, status, found.details)
    if found.errors:
        body["errors"] = [{"field": e.field, "problem": e.problem} for e in found.errors]
    return Stored(status, json.dumps(body))


def refusal(refused: Refused) -> Stored:
    """Return a refusal of the core as a problem document."""
    code = refused.refusal
    status = HTTPStatus.CONFLICT
    if code in FORBIDDEN:
        status = HTTPStatus.FORBIDDEN
    elif code in UNPROCESSABLE:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    details = {name: plain(value) for name, value in refused.details.items()}
    title = words.say(f"refusal.{code}.title")
    return Stored(status, json.dumps(_document(code, title, status, details)))


def fault(refused: EvidenceRefused) -> Stored:
    """Return the refusal of a file as a problem document."""
    code = refused.fault
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if code is Fault.TOO_LARGE:
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    elif code in {Fault.STORE_FULL, Fault.PHOTO_NOT_CHECKED}:
        status = HTTPStatus.SERVICE_UNAVAILABLE
    details = {name: plain(value) for name, value in refused.details.items()}
    title = words.say(f"fault.{code}.title")
    return Stored(status, json.dumps(_document(code, title, status, details)))


def plain(value: object) -> object:
    """Return a value of a refusal as JSON has it."""
    match value:
        case Money():
            return {"minor": value.minor, "currency": value.currency}
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case StrEnum():
            return value.value
        case tuple() | list() | frozenset():
            return [plain(part) for part in value]
        case _:
            return value


def _document(
    code: str, title: str, status: int, details: Mapping[str, object]
) -> dict[str, object]:
    return {
        "type": f"/problems/{code}",
        "title": title,
        "status": int(status),
        "code": code,
        "details": dict(details),
    }


PROBLEM = "application/problem+json"
