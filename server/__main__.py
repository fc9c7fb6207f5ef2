from gevent import monkey; monkey.patch_all()  # noqa: E702 - line 1: whatever is imported earlier would block the whole service

"""``python -m server``: the service process. ``sunmao serve`` ends up here."""

import sys

from server.app.serve import main

if __name__ == "__main__":
    sys.exit(main())
