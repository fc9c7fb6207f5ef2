"""A blob as an HTTP answer: streamed, with ranges, cached by its hash, and never run by a browser."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, request

from server.blobs.models import BlobRef
from server.blobs.store import BlobMissing, blob_store
from server.core.errors import NotFound


def serve(ref: BlobRef, *, download_as: str | None = None) -> Response:
    """The bytes that ``ref``'s owner holds; the caller has checked that the actor may see the owner."""
    store = blob_store()
    try:
        size = store.size(ref.sha256)
        span = request.range.range_for_length(size) if request.range else None
        start, stop = span or (0, size)
        response = Response(store.pieces(ref.sha256, start, stop - start), 206 if span else 200, mimetype=ref.media)
    except BlobMissing:
        raise NotFound("The bytes of this file are missing from the blob store.", "blob_missing") from None
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
