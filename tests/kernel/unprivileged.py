"""``python unprivileged.py UID COMMAND …``: run a command as that user without any privilege, on the same paths. Needs root.

Where a folder above the interpreter or the checkout is closed to others (``/root`` mostly), a private mount namespace shows an open
folder of the same name that holds only what is needed; nothing changes outside.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def closed_above(path):
    """The topmost folder above ``path`` that others may not enter, or ``None``."""
    return next((folder for folder in reversed(path.parents) if folder.stat().st_mode & 0o5 != 0o5), None)


def needed():
    """Closed folders, and what must be seen through them."""
    found = {}
    for path in sorted({ROOT, Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve()}):
        if folder := closed_above(path):
            found.setdefault(folder, []).append(path)
    return found


def mount(*arguments):
    subprocess.run(["mount", *map(str, arguments)], check=True)


def open_up(folder, paths):
    """Only in our mount namespace."""
    holders = []
    for path in paths:
        holder = tempfile.mkdtemp()
        mount("--bind", path, holder)
        holders.append(holder)
    mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", folder)
    for path, holder in zip(paths, holders):
        path.mkdir(parents=True)
        mount("--move", holder, path)
        os.rmdir(holder)


def main():
    if os.environ.get("SUNMAO_OWN_MOUNTS") != "1" and needed():
        command = ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv]
        os.execvpe("unshare", command, {**os.environ, "SUNMAO_OWN_MOUNTS": "1"})
    for folder, paths in needed().items():
        open_up(folder, paths)
    uid = sys.argv[1]
    drop = ["setpriv", "--reuid", uid, "--regid", uid, "--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]
    os.execvp("setpriv", [*(drop if uid != "0" else ["setpriv"]), *sys.argv[2:]])


if __name__ == "__main__":
    main()
