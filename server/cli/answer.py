"""What a command answers: fields for programs, lines for people, sentences for stderr, and the exit code."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

USAGE, FAILED, INTERRUPTED = 2, 1, 130
Commands = Any      # argparse's subparsers have no public type


class Refused(Exception):
    """What was asked cannot be done; the text is the sentence for the person."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``fields`` is the JSON object, ``ok`` among them; ``lines`` say the same to people; ``notes`` go to stderr either way."""

    fields: dict[str, Any]
    lines: Sequence[str] = ()
    notes: Sequence[str] = field(default=())


def refusal(text: str, line: int | None = None, byte: int | None = None) -> Answer:
    """The answer of a command that did nothing, with the line or byte of its file where there is one."""
    place = f"line {line}: " if line is not None else f"byte {byte}: " if byte is not None else ""
    return Answer({"ok": False, "messages": [{"level": "error", "text": text, "line": line, "byte": byte}]}, notes=[place + text])


def command(commands: Commands, name: str, about: str, run: Callable[[argparse.Namespace], Answer]) -> argparse.ArgumentParser:
    """One more command that answers; it has ``--json`` and ``--version``."""
    added: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
    added.add_argument("--version", action="version", version=f"sunmao {version('sunmao')}")
    added.add_argument("--json", action="store_true", help="one JSON object on one line")
    added.set_defaults(run=run)
    return added


def tell(answer: Answer, *, as_json: bool) -> int:
    """Write it and return the exit code."""
    for note in answer.notes:
        print(note, file=sys.stderr)
    if as_json:
        print(json.dumps(answer.fields, ensure_ascii=False, allow_nan=False))
    else:
        for line in answer.lines:
            print(line)
    sys.stdout.flush()
    return 0 if answer.fields["ok"] else FAILED
