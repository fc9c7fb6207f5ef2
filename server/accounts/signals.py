"""``signed_out(user_id, sign_in_id)``: this sign-in is worth nothing any more. Sent after commit."""

from __future__ import annotations

from blinker import Namespace

signed_out = Namespace().signal("signed-out")
