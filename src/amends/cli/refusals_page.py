"""The page of what can be refused: by the rules of an order, by the interface, and of files."""

from collections.abc import Mapping

from amends import words
from amends.api.problems import TITLES, fault, refusal
from amends.core.refusals import Refusal, Refused
from amends.evidence import EvidenceRefused, Fault

from .generated_page import page, placed, table
from .steps_page import refused_by

PARTS = ("title", "what", "way_out")
ABOUT = """\
A refusal is an expected answer to a command that was understood: nothing changed. The code is
stable; the words are shown to people. `details` of the problem document holds the values that
stand in the words here by their names.

Every answer from 400 on is such a document (`application/problem+json`, RFC 9457), with `code`,
`title`, `status` and `details`, and `errors` where fields are wrong.
"""
ABOUT_TITLES = """\
The interface says these before an order is asked, or when it cannot be. The header that each names
is explained [for engineers](integrate.md#three-headers).
"""
WAYS_OUT: Mapping[str, str] = {
    "not_found": "Look at the path and the id. What belongs to somebody else is not found either.",
    "method_not_allowed": "Look the path up in [the description](openapi.json).",
    "malformed": "`errors` names each field, and what it takes.",
    "not_authenticated": "Send `Authorization: Bearer` with a key or a token that is still valid.",
    "forbidden": "Use a key or a person that may do it; `details` says more where it can.",
    "idempotency_key_missing": "Send a new one with each thing that is asked, the same when it is"
    " sent again.",
    "idempotency_key_reused": "Take a new one for another request.",
    "stale": "Read the object again, decide whether you still mean it, and send its new `ETag`.",
    "dispute_over": "Read the order for the dispute that runs.",
    "changed_meanwhile": "Send it again, with the same `Idempotency-Key`.",
    "unavailable": "Wait a few seconds, and send it again with the same `Idempotency-Key`.",
    "file_unavailable": "Ask again later; the operator sees it.",
    "order_differs": "An order is sent once. Send the same contents, or another number.",
    "too_many_endpoints": "Delete an endpoint that is not needed.",
    "endpoint_deleted": "Make another with a new `Idempotency-Key`.",
    "endpoint_off": "Switch the endpoint on (`activation`), then send it again; to one that was"
    " deleted nothing is sent any more.",
    "unsafe_database": "The operator reads the reason at `/api/v1/health/ready`, and mends it.",
}
ABOUT_FAULTS = """\
Files that are added as evidence can be refused for themselves.
"""


def refusals_page() -> str:
    """Every code of an answer that is no success: its status in HTTP, its words, its way out."""
    return page(
        "What can be refused",
        ABOUT,
        "## By the rules of an order",
        table(
            ("code", "HTTP", "what people read", "the way out", "steps that can hear it"),
            map(_refusal, Refusal),
        ),
        "## By the interface",
        ABOUT_TITLES,
        table(("code", "HTTP", "title", "the way out"), map(_title, TITLES)),
        "## Of files",
        ABOUT_FAULTS,
        table(("code", "HTTP", "what people read", "the way out"), map(_fault, Fault)),
    )


def _refusal(code: Refusal) -> tuple[str, ...]:
    http = f"{refusal(Refused(code)).status:d}"
    return f"`{code}`", http, *_said("refusal", code), refused_by(code)


def _title(code: str) -> tuple[str, ...]:
    status, title = TITLES[code]
    return f"`{code}`", f"{status:d}", title, WAYS_OUT[code]


def _fault(code: Fault) -> tuple[str, ...]:
    return f"`{code}`", f"{fault(EvidenceRefused(code)).status:d}", *_said("fault", code)


def _said(prefix: str, code: str) -> tuple[str, str]:
    said = (words.known("en")[f"{prefix}.{code}.{part}"] for part in PARTS)
    title, what, way_out = map(placed, said)
    return f"{title}. {what}", way_out
