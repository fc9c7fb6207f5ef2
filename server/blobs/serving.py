"""A blob as an HTTP answer: streamed, with ranges, cached by its hash, and never run by a browser.

It is read twice: to check it before the first byte leaves, so that damage is told in a sentence, and while it is sent, so that what
breaks in between is not delivered whole.
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, request

from server.blobs.models import BlobRef
from server.blobs.store import BlobLost, blob_store, check, checked


def serve(ref: BlobRef, what: str, code: str = "blob_damaged", *, download_as: str | None = None, **detail: object) -> Response:
    """The bytes that ``ref``'s owner holds; the caller has checked that the actor may see the owner.

    ``what``, ``code`` and ``detail`` name them should they be damaged. Raises Damaged.
    """
    store = blob_store()
    try:
        check(store, ref.sha256)
        size = store.size(ref.sha256)
    except BlobLost as lost:
        raise lost.named(what, code, **detail) from None
    span = request.range.range_for_length(size) if request.range else None
    start, stop = span or (0, size)
    pieces = store.pieces(ref.sha256, start, stop - start) if span else checked(store, ref.sha256)
    response = Response(pieces, 206 if span else 200, mimetype=ref.media)
    headers = response.headers
    headers["Content-Length"] = str(stop - start)
    headers["Accept-Ranges"] = "bytes"
    headers["Cache-Control"] = "private, max-age=31536000, immutable"
    if span:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    if download_as:
        headers["Content-Disposition"] = disposition(download_as)
    response.set_etag(ref.sha256)
    if not span:
        response.make_conditional(request)
    return response


def disposition(name: str) -> str:
    """``attachment`` with the real name by RFC 5987 and an ASCII stand-in for old clients."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\/;%' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
