"""How far a document has moved on since its newest version: what differs, not what was touched."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from sqlalchemy.orm import Session

from server.blobs.store import blob_store
from server.blobs.store import read as read_blob
from server.core.errors import Damaged
from server.documents import log
from server.documents.compare import changed_keys
from server.documents.content import thaw
from server.documents.models import Document, Version
from server.documents.ydoc import read as read_state

MOST_KEPT = 4096

_kept: OrderedDict[tuple[str, str, int, str], int] = OrderedDict()      # both ends never change, so neither does their count
_lock = Lock()


def count(s: Session, document: Document, head: Version) -> int:
    """The things (a script, a parameter, a part's appearance …) that differ from ``head``.

    A damaged side counts as one: the damage is told where the document or the version is opened.
    """
    if document.seq <= head.seq:
        return 0
    between = (document.id, document.epoch, document.seq, head.sha256)
    with _lock:
        if between in _kept:
            _kept.move_to_end(between)
            return _kept[between]
    try:
        saved, _ = thaw(blob_store(), read_blob(blob_store(), head.sha256), head.number)
        found = len(changed_keys(saved, read_state(log.load(s, document.id).state)))
    except Damaged:
        return 1
    with _lock:
        _kept[between] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found
