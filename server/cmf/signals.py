"""``published(record_id, number)``: a version of a record counts from now on; sent after commit. Whoever uses an older one may offer it."""

from __future__ import annotations

from blinker import Namespace

published = Namespace().signal("cmf-published")
