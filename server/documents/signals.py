"""What others may listen to. Every signal is sent by the app after its transaction is durable, never inside one.

- ``appended(document_id, epoch, seq, update, actor_id)``: an update entered the log by another way than the room (a restore).
- ``version_saved(document_id, version_id)``, and once more when its build ended
- ``document_deleted(document_id)``
"""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

appended = _signals.signal("document-appended")
version_saved = _signals.signal("version-saved")
document_deleted = _signals.signal("document-deleted")
