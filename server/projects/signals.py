"""``membership_changed(project_id, user_id, role)``: ``role`` is the new role, or None when the person is out. Sent after commit."""

from __future__ import annotations

from blinker import Namespace

membership_changed = Namespace().signal("membership-changed")
