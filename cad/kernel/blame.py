"""An exception of a script as a sentence: which line of the author's, which operation, which values, and a way out."""

from __future__ import annotations

import builtins
import difflib
import errno
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import cadquery

from cad.kernel import guards, settings
from cad.scene import Message
from cad.script.failures import Failure, sentence
from cad.script.syntax import LONG_NUMBER, syntax_message

# what a failing CadQuery call is called in a sentence, by the name of its function
FAMILIES = {
    "fillet": "fillet", "fillet2D": "fillet", "chamfer": "chamfer", "chamfer2D": "chamfer", "shell": "shell", "hollow": "shell",
    "cut": "boolean", "union": "boolean", "intersect": "boolean", "fuse": "boolean", "split": "boolean", "combine": "boolean",
    "cutBlind": "boolean", "cutThruAll": "boolean", "hole": "boolean", "cboreHole": "boolean", "cskHole": "boolean",
    "loft": "loft", "makeLoft": "loft", "sweep": "sweep", "extrude": "extrude", "revolve": "extrude", "twistExtrude": "extrude",
}  # fmt: skip
NO_REASON = "no reason was given"
NETWORK = {"socket", "ssl", "http.client", "urllib.request", "ftplib", "smtplib", "asyncio.base_events"}
WRAPPERS = {guards.__name__, settings.__name__}     # stand between the author's call and the library
AMOUNTS = ("radius", "length", "thickness", "d", "r", "t")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a script failed: the innermost frame of the author's, and the library call that it made, if any."""

    line: int | None
    file: str | None
    author: FrameType | None
    call: FrameType | None

    @property
    def operation(self) -> str:
        return self.call.f_code.co_name if self.call is not None else "This line"


def blame(error: BaseException, folder: Path, main: str) -> Message:
    """The message for whatever a script raised. Never raises."""
    place = _locate(error.__traceback__, folder, main)
    try:
        message = _explain(error, place, folder)
    except BaseException:           # an author's own exception, whose words raise another
        message = sentence("failed", reason=NO_REASON)
    if message["line"] is None and place.line is not None:
        message["line"] = place.line
    if place.file is not None and "file" not in message:
        message["file"] = place.file
    return message


def _locate(trace: TracebackType | None, folder: Path, main: str) -> Place:
    place = Place(None, None, None, None)
    previous_is_author = False
    while trace is not None:
        frame = trace.tb_frame
        name = frame.f_code.co_filename
        if name.startswith(f"{folder}/"):
            file = name[len(f"{folder}/") :]
            place = Place(trace.tb_lineno, None if file == main else file, frame, None)
            previous_is_author = True
        elif previous_is_author and frame.f_code.co_name != "__call__" and frame.f_globals.get("__name__") not in WRAPPERS:
            place = Place(place.line, place.file, place.author, frame)
            previous_is_author = False
        trace = trace.tb_next
    return place


def _explain(error: BaseException, place: Place, folder: Path) -> Message:
    if isinstance(error, Failure):
        return error.message
    if from_kernel(error):
        return _kernel(error, place, folder)
    for kinds, explain in EXPLANATIONS:
        if isinstance(error, kinds):
            return explain(error, place, folder)
    return sentence("failed", reason=reason_of(error))


def from_kernel(error: BaseException) -> bool:
    """Whether OCCT raised it: the bindings give its exceptions no common class."""
    return type(error).__module__.startswith("OCP")


def reason_of(error: BaseException) -> str:
    """The first line of what the error says, without its class name and its final stop."""
    try:
        text = str(error.args[0] if isinstance(error, KeyError) and error.args else error)
    except BaseException:           # an author's own __str__
        text = ""
    text = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if from_kernel(error) or "TopoDS" in text or "BRep" in text:
        text = "the kernel finds no solution"
    return text.rstrip(".")[:200] or NO_REASON


def _near(name: str, known: Any) -> str | None:
    return next(iter(difflib.get_close_matches(name, [str(k) for k in known], n=1, cutoff=0.6)), None)


def _name(error: NameError, place: Place, _: Path) -> Message:
    name = error.name or reason_of(error)
    frame = place.author
    known = {*frame.f_locals, *frame.f_globals, *dir(builtins)} if frame is not None else set(dir(builtins))
    near = _near(name, {k for k in known if not k.startswith("__")} - {name})
    return sentence("unknown_name_near", name=name, near=near) if near else sentence("unknown_name", name=name)


def _attribute(error: AttributeError, _: Place, __: Path) -> Message:
    if error.name is None:
        return sentence("failed", reason=reason_of(error))
    owner = error.obj
    shown = getattr(owner, "__name__", None) or type(owner).__name__
    if owner is None:
        shown = "An empty value (None)"
    near = _near(error.name, [k for k in dir(owner) if not k.startswith("_")])
    if near:
        return sentence("unknown_attribute_near", owner=str(shown), name=error.name, near=near)
    return sentence("unknown_attribute", owner=str(shown), name=error.name)


def _type(error: TypeError, place: Place, _: Path) -> Message:
    reason = reason_of(error)
    called = re.match(r"([\w.<>]+)\(\) (.*)", reason)
    if called:
        return sentence("argument", operation=called.group(1).replace("Workplane.", ""), reason=called.group(2))
    if "methods found" in reason or "Unable to dispatch" in reason or "incompatible" in reason:
        reason = "the kinds or the number of the arguments do not fit"
    return sentence("argument", operation=place.operation, reason=reason)


def _value(error: BaseException, place: Place, _: Path) -> Message:
    reason = reason_of(error)
    if long := re.match(LONG_NUMBER, reason):
        return sentence("long_number", most=long["most"])
    if place.call is None:
        return sentence("raised", reason=reason)
    if "be selected" in reason or "stack is empty" in reason or "Cannot find a solid" in reason or "No pending" in reason:
        return sentence("no_selection", operation=place.operation)
    if "Null TopoDS" in str(error) or place.operation in ("fillet", "fillet2D", "chamfer", "chamfer2D", "shell", "hollow"):
        return _kernel(error, place, _)
    return sentence("value", operation=place.operation, reason=reason)


def _kernel(error: BaseException, place: Place, _: Path) -> Message:
    """A kernel operation that found no solution, with the amount that it was asked for."""
    operation = place.operation
    family = FAMILIES.get(operation)
    amount, count = _amount(place.call), _edge_count(place.call)
    if family in ("fillet", "chamfer") and amount is not None and count:
        return sentence(family, value=amount, count=count, operation=operation)
    if family == "shell" and amount is not None:
        return sentence("shell", value=abs(amount), reason=reason_of(error), operation=operation)
    if family in ("boolean", "loft", "sweep"):
        return sentence(family, operation=operation)
    if family == "extrude":
        return sentence("extrude", operation=operation, reason=reason_of(error))
    return sentence("geometry", operation=operation, reason=reason_of(error))


def _amount(call: FrameType | None) -> float | None:
    for name in AMOUNTS if call is not None else ():
        value = call.f_locals.get(name) if call is not None else None
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
    return None


def _edge_count(call: FrameType | None) -> int:
    if call is None:
        return 0
    for name in ("edgeList", "edges", "vertices", "e"):
        value = call.f_locals.get(name)
        if isinstance(value, cadquery.Shape):
            return len(value.Edges()) or 1
        if isinstance(value, (list, tuple)):
            return len(value)
    owner = call.f_locals.get("self")
    return owner.size() if isinstance(owner, cadquery.Workplane) else 0


def _module(error: ImportError, _: Place, __: Path) -> Message:
    if isinstance(error, ModuleNotFoundError) and error.name:
        return sentence("module", name=error.name)
    return sentence("failed", reason=reason_of(error))


def _through_network(error: BaseException) -> bool:
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__") in NETWORK:
            return True
        trace = trace.tb_next
    return False


def _system(error: OSError, _: Place, folder: Path) -> Message:
    if _through_network(error):
        return sentence("network")
    if isinstance(error, FileNotFoundError):
        name = str(error.filename or "").removeprefix(f"{folder}/")
        return sentence("file_missing", name=name or "that it asks for")
    if error.errno in (errno.EPERM, errno.EACCES, errno.EAFNOSUPPORT, errno.ENOSYS):
        return sentence("forbidden", reason=(error.strerror or "not permitted").lower())
    return sentence("failed", reason=error.strerror or reason_of(error))


def _syntax(error: SyntaxError, _: Place, folder: Path) -> Message:
    name = str(error.filename or "")
    message = syntax_message(error)
    if name.startswith(f"{folder}/"):
        message["file"] = name[len(f"{folder}/") :]
    else:
        message["line"] = None
    return message


def _fixed(code: str) -> Callable[[Any, Place, Path], Message]:
    return lambda error, place, folder: sentence(code)


def _with_reason(code: str) -> Callable[[Any, Place, Path], Message]:
    return lambda error, place, folder: sentence(code, reason=reason_of(error))


EXPLANATIONS: tuple[tuple[Any, Callable[[Any, Place, Path], Message]], ...] = (
    (MemoryError, _fixed("memory")),
    (RecursionError, _fixed("recursion")),
    ((SystemExit, KeyboardInterrupt, GeneratorExit), lambda e, p, f: sentence("exit", operation=type(e).__name__)),
    (SyntaxError, _syntax),
    (NameError, _name),
    (AttributeError, _attribute),
    (ImportError, _module),
    (ZeroDivisionError, _fixed("division")),
    (AssertionError, _with_reason("assertion")),
    (EOFError, lambda e, p, f: sentence("forbidden", reason="ask for input")),
    (OSError, _system),
    ((KeyError, IndexError), lambda e, p, f: sentence("missing_key", name=reason_of(e))),
    (TypeError, _type),
    (guards.NotFinite, lambda e, p, f: sentence("infinite", value=reason_of(e))),
    ((ValueError, ArithmeticError), _value),
)
