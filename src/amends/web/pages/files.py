"""Files: taking them from a form, and giving them to those who may see them."""

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from amends.core.commands import AddEvidence
from amends.core.reasons import EvidenceKind
from amends.evidence import Content, EvidenceRefused, Kind, intake, read_through
from amends.orders import files, keys
from amends.orders.loaded import FileAwaited
from amends.orders.serving import served
from amends.web.acts import act, sent
from amends.web.reader import PHOTO_KINDS, Problem, Reader
from amends.web.viewer import Seen, seen, signed_in, viewer_of

FILES_MOST = 10


@require_GET
@signed_in
def content(request: HttpRequest, part: str, size: str = "") -> HttpResponseBase:
    """Give a derivative of a file to whoever may see it; the sealed original stays sealed."""
    address = keys.read_part(part, "e")
    if address is None:
        raise Http404
    key, number = address
    found = seen(viewer_of(request), keys.spell(key))
    file = files.visible(found.loaded, found.role).get(number)
    if file is None:
        raise Http404
    return served(request, file.sealed, thumbnail=size == "thumbnail")


def taken(request: HttpRequest, found: Seen) -> Problem | None:
    """Take every file of a form; return the words for the first that was refused."""
    uploads = request.FILES.getlist("files")
    if len(uploads) > FILES_MOST:
        return Problem("These are too many files at once", f"Send at most {FILES_MOST} at a time.")
    for upload in uploads:
        problem = _take(request, found, upload)
        if problem is not None:
            return problem
    return None


def _take(request: HttpRequest, found: Seen, upload: "UploadedFile[bytes]") -> Problem | None:
    try:
        problem = _add(request, found, upload)
    except EvidenceRefused as refused:
        fault = Reader(found.viewer, found.role).fault(refused)
        return Problem(f"{upload.name}: {fault.title}", fault.text)
    # A file that was taken before is there: the rest of its form may still be done.
    return None if problem is not None and problem.done else problem


def _add(request: HttpRequest, found: Seen, upload: "UploadedFile[bytes]") -> Problem | None:
    content = read_through(upload.chunks())
    command = AddEvidence(_kind(content, request.POST.get("kind", "")), content.sha256)
    form = sent(request, mark=content.sha256)
    try:
        return act(found, command, form)
    except FileAwaited:
        # Only what the order takes now, and did not take before, is worth sealing.
        sealed = intake(upload.chunks(), name=upload.name or "", store=files.store())
    return act(found, command, form, files.beside(sealed))


def _kind(content: Content, typed: str) -> EvidenceKind:
    if content.kind is Kind.VIDEO:
        return EvidenceKind.VIDEO
    return next((kind for kind in PHOTO_KINDS if kind == typed), EvidenceKind.PHOTO)
