"""Where trackers send their news: checked, kept raw, and only then answered.

The view gets the moment handed in; whoever routes to it reads the clock. It must be reached without
the check against forged forms: a tracker has a signature, and no form.
"""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError

from amends.parcels.pushes import count_refusal, keep
from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.contract import Push
from amends.parcels.trackers.keys import access_of

BODY_MOST = 2_000_000


def receive(request: HttpRequest, name: str, now: datetime) -> HttpResponse:
    """Take a push from a tracker.

    202 once it is kept, 401 where the signature is wrong (counted), 404 where no such tracker
    sends, 405, 413 and 400 for what is no push at all.
    """
    tracker = TRACKERS.get(name)
    if tracker is None or tracker.verify_push is None:
        return _said(404, "No tracker of this name sends here.")
    if request.method != "POST":
        return _said(405, "Send news with POST.", {"Allow": "POST"})
    body = _body(request)
    if body is None:
        return _said(413, f"Send at most {BODY_MOST} bytes at once.")
    headers = {header.lower(): value for header, value in request.headers.items()}
    push = Push(headers, body, request.GET.get("token", ""), now)
    if not tracker.verify_push(push, access_of(tracker)):
        count_refusal(name, now)
        return _said(401, "The signature is not the one that was agreed.")
    if not body:
        return _said(400, "The body is empty.")
    keep(name, push)
    return _said(202, "Kept.")


def _body(request: HttpRequest) -> bytes | None:
    said = request.META.get("CONTENT_LENGTH") or "0"
    if not said.isdecimal() or int(said[:20]) > BODY_MOST:
        return None
    try:
        body = request.read(BODY_MOST + 1)
    except (UnreadablePostError, RawPostDataException):
        return None
    return body if len(body) <= BODY_MOST else None


def _said(status: int, text: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
    content_type = "text/plain; charset=utf-8"
    return HttpResponse(text, status=status, content_type=content_type, headers=headers)
