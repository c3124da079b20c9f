"""What the API does with files: take them, and give derivatives to those who may see them."""

import logging
from collections.abc import Iterable

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponseBase, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict

from amends.core.commands import AddEvidence
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.evidence import (
    Content,
    EvidenceRefused,
    FileDamaged,
    FileMissing,
    Sealed,
    headers,
    intake,
    read_through,
)
from amends.evidence.kinds import Kind
from amends.orders import files
from amends.orders.answers import Stored
from amends.orders.intake import Problem
from amends.orders.loaded import FileAwaited
from amends.orders.serving import served

from . import shown
from .calling import Call, Seen, give, require, token_of
from .problems import Trouble, fault

log = logging.getLogger("amends.evidence")
KINDS = [kind.value for kind in EvidenceKind if kind is not EvidenceKind.STATEMENT]
REASON_LEAST = 10


def add(call: Call) -> Stored:
    """Take one file, sent as the part `file` of a form with its `kind`."""
    seen = call.order(call.params["order"])
    token_of(call.request)
    form, sent = _form(call)
    upload = sent.get("file")
    require(isinstance(upload, UploadedFile), "file", "Send one file as the part `file`.")
    assert isinstance(upload, UploadedFile), "required above"
    written = form.get("kind", "")
    require(not written or written in KINDS, "kind", f"Write one of {', '.join(KINDS)}.")
    try:
        return _add(seen, upload, written)
    except EvidenceRefused as refused:
        return fault(refused)


def content(call: Call) -> HttpResponseBase:
    """Give a derivative; the sealed original only to staff who say why they need it."""
    seen, number = call.part(call.params["evidence"], "e")
    file = files.visible(seen.loaded, seen.role).get(number)
    if file is None:
        raise Trouble("not_found")
    query = call.request.GET
    if query.get("original") != "1":
        return _derivative(call, file.sealed, thumbnail="thumbnail" in query)
    if seen.role not in call.caller.staff:
        raise Trouble("forbidden", roles=[Role.MEDIATOR, Role.OPERATOR])
    reason = query.get("reason", "").strip()
    words = f"Say in at least {REASON_LEAST} letters why the original is needed."
    require(len(reason) >= REASON_LEAST, "reason", words)
    log.warning(
        "%s opens the original of %s: %r", seen.acting.party.id, call.params["evidence"], reason
    )
    return _original(file.sealed)


def _add(seen: Seen, upload: "UploadedFile[bytes]", written: str) -> Stored:
    content = read_through(_chunks(upload))
    command = AddEvidence(_kind(content, written), content.sha256)
    mark = f"{content.sha256} {command.kind}".encode()
    try:
        return give(seen, command, _evidence, mark=mark)
    except FileAwaited:
        # Only what the order takes now, and did not take before, is worth sealing.
        sealed = intake(_chunks(upload), name=upload.name or "", store=files.store())
    return give(seen, command, _evidence, beside=files.beside(sealed), mark=mark)


def _form(call: Call) -> tuple[QueryDict, "MultiValueDict[str, UploadedFile[bytes]]"]:
    request = call.request
    try:
        return request.POST, request.FILES
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError) as error:
        words = "Send a form of the type multipart/form-data, with one file and its kind."
        raise Trouble("malformed", [Problem("", words)]) from error


def _derivative(call: Call, sealed: Sealed, *, thumbnail: bool) -> HttpResponseBase:
    try:
        return served(call.request, sealed, thumbnail=thumbnail)
    except Http404 as missing:
        raise Trouble("file_unavailable") from missing


def _original(sealed: Sealed) -> HttpResponseBase:
    try:
        file = files.store().open_original(sealed.sha256)
    except (FileMissing, FileDamaged) as error:
        log.exception("the original %s is missing or damaged", sealed.sha256)
        raise Trouble("file_unavailable") from error
    answer = FileResponse(file)
    for name, value in headers(sealed.media_type, sealed.name, original=True).items():
        answer.headers[name] = value
    return answer


def _chunks(upload: "UploadedFile[bytes]") -> Iterable[bytes]:
    return upload.chunks()


def _kind(content: Content, written: str) -> EvidenceKind:
    # What is a video is told by its content, whatever the sender calls it.
    if content.kind is Kind.VIDEO:
        return EvidenceKind.VIDEO
    return EvidenceKind(written) if written else EvidenceKind.PHOTO


def _evidence(seen: Seen) -> str:
    return shown.files_view(seen)[-1].model_dump_json()
