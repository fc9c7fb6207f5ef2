"""Whose line was running when a session died, from faulthandler's stack dump. The dump is hostile: the answer is a guess, within bounds."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

FRAME = re.compile(rb'File "([^"\n]+)", line (\d{1,7})\b')
KERNEL = re.compile(rb"/(cadquery|OCP|cad/kernel)/")


class Author(NamedTuple):
    """The author's innermost file and line; ``native``: what it called there is no CadQuery, so the kernel is not to blame."""

    file: str | None = None
    line: int | None = None
    native: bool = False


def find_author(dump: bytes, folder: str, files: Collection[str]) -> Author:
    known = {f"{folder}/{name}".encode("ascii", "backslashreplace"): name for name in files}
    for thread in reversed(dump.split(b"(most recent call first)")):        # the main thread comes last
        native = True
        for path, line in FRAME.findall(thread):
            if path in known and int(line):
                return Author(known[path], int(line), native)
            native = native and not KERNEL.search(path)
    return Author()
