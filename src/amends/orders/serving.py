"""Giving a file to a browser: derivatives only, never as anything that could run here."""

import logging
from typing import BinaryIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase

from amends.evidence import (
    FileDamaged,
    FileMissing,
    RangeNotSatisfiable,
    Sealed,
    headers,
    parse_range,
)
from amends.evidence.kinds import MediaType

from . import files

log = logging.getLogger("amends.evidence")


def served(request: HttpRequest, sealed: Sealed, *, thumbnail: bool) -> HttpResponseBase:
    """Answer a derivative of a file, or the part of it that a video player asks for."""
    sha256 = sealed.thumbnail if thumbnail else sealed.derivative
    media_type = MediaType.JPEG if thumbnail else sealed.derivative_type
    asked = request.headers.get("Range")
    if sha256 is None:
        raise Http404
    try:
        file = files.store().open_derivative(sha256, checked=asked is None)
    except FileMissing:
        raise Http404 from None
    except FileDamaged:
        # What was sealed is not what lies there: nobody is shown it, and the operator must know.
        log.exception("the evidence file %s is damaged", sha256)
        raise Http404 from None
    answer = _part(file, asked)
    for name, value in headers(media_type, sealed.name).items():
        answer.headers[name] = value
    answer.headers["Accept-Ranges"] = "bytes"
    return answer


def _part(file: BinaryIO, asked: str | None) -> HttpResponseBase:
    size = file.seek(0, 2)
    try:
        part = parse_range(asked, size)
    except RangeNotSatisfiable:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file.seek(part.start if part else 0)
    if part is None:
        return FileResponse(file)
    with file:
        body = file.read(part.stop - part.start)
    return HttpResponse(body, status=206, headers={"Content-Range": part.content_range})
