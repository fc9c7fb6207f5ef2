"""``sunmao build``: scripts to parts and files, through the same confined session that the studio uses."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

from cad.scene import Message, Part, Scene
from cad.script.failures import sentence
from server.cli.files import write_whole
from workers.kernel.api import EXPORT_FORMATS, BuildJob, Kernel, KernelUnavailable, Outcome

ENDINGS = {format: format for format in EXPORT_FORMATS}
CAD_FILES = (".step", ".stp", ".p21", ".igs", ".iges", ".brep", ".stl", ".3mf", ".dxf")
PARAMETER_FIELDS = ("name", "type", "default", "value", "unit", "min", "max", "step", "choices", "text")
PART_FIELDS = ("path", "name", "kind", "solids", "volume_mm3", "area_mm2", "bbox_mm", "valid", "color", "alpha", "debug")
SESSION = "command-line"
USAGE, FAILED, INTERRUPTED = 2, 1, 130

Values = dict[str, float | int | str | bool]


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asks for, checked."""

    scripts: tuple[Path, ...]
    values: Values
    beside: Mapping[str, bytes]
    formats: tuple[str, ...]
    out: Path
    limit_s: float
    session: bool
    json: bool


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="sunmao build", description="Build CadQuery scripts: parts, figures and files.")
    found.add_argument("--version", action="version", version=f"sunmao {version('sunmao')}")
    found.add_argument("scripts", nargs="*", metavar="SCRIPT", help="a CadQuery script")
    found.add_argument("--set", nargs="+", action="extend", default=[], metavar="name=value", dest="values", help="value of a parameter")
    found.add_argument("--with", nargs="+", action="extend", default=[], metavar="FILE", dest="beside", help="put a file beside the script")
    found.add_argument("--format", default="", metavar="FORMATS", help=f"files to write, separated by commas: {','.join(EXPORT_FORMATS)}")
    found.add_argument("--out", default=".", metavar="DIR", help="folder for the files (default: this one)")
    found.add_argument("--limit", type=float, default=30.0, metavar="SECONDS", help="wall clock of one build (default: 30)")
    found.add_argument("--session", action="store_true", help="keep one live session; each line name=value on standard input is a rebuild")
    found.add_argument("--json", action="store_true", help="one JSON object on one line for each build")
    return found


def main(argv: Sequence[str]) -> int:
    """Returns the exit code; usage errors exit with 2 from argparse."""
    reader = parser()
    order = read_order(reader, reader.parse_intermixed_args(argv))
    from workers.kernel.local import LocalKernel

    kernel = LocalKernel(trust_local=True)      # whoever types the command runs his own scripts
    try:
        _say_if_open(kernel)
        return _live(kernel, order) if order.session else _each(kernel, order)
    except KernelUnavailable as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:                     # the reader of our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    finally:
        kernel.close()


def read_order(reader: argparse.ArgumentParser, given: argparse.Namespace) -> Order:
    """Check what was typed; a mistake exits with 2 and a sentence."""
    values, scripts = _values(reader, given.values, list(given.scripts))
    if not scripts:
        reader.error("name a script to build, before --with and its files")
    paths = tuple(_file(reader, name) for name in scripts)
    formats = tuple(dict.fromkeys(piece.strip().lower() for piece in given.format.split(",") if piece.strip()))
    for format in formats:
        if format not in EXPORT_FORMATS:
            reader.error(f"there is no format {format}; there are {', '.join(EXPORT_FORMATS)}")
    if not 0 < given.limit <= 3600:
        reader.error("--limit is more than 0 and at most 3600 seconds")
    if given.session and (len(paths) != 1 or formats):
        reader.error("--session builds one script, and writes no files")
    if formats and len({path.stem for path in paths}) != len(paths):
        reader.error("two scripts of one name would write the same file; build them into folders of their own")
    beside = {path.name: path.read_bytes() for path in (_file(reader, name) for name in given.beside)}
    if any(path.name in beside for path in paths):
        reader.error("a file of --with has the name of the script")
    return Order(paths, values, beside, formats, Path(given.out), given.limit, given.session, given.json)


def _values(reader: argparse.ArgumentParser, typed: list[str], scripts: list[str]) -> tuple[Values, list[str]]:
    """``name=value`` pairs; what has no ``=`` and is a file behind a pair is one more script."""
    values: Values = {}
    for one in typed:
        name, equals, value = one.partition("=")
        if equals and name.strip():
            values[name.strip()] = value
        elif values and Path(one).is_file():
            scripts.append(one)
        else:
            reader.error(f"--set needs name=value, not {one}")
    return values, scripts


def _file(reader: argparse.ArgumentParser, name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        reader.error(f"there is no file {name}")
    try:
        with path.open("rb"):
            return path
    except OSError as error:
        _refuse(reader, f"{name} cannot be read: {error.strerror}")


def _refuse(reader: argparse.ArgumentParser, text: str) -> NoReturn:
    reader.error(text)


def _say_if_open(kernel: Kernel) -> None:
    status = kernel.status()
    if not status.confined:
        print(f"Scripts run unconfined here: {status.reason}", file=sys.stderr)


def _each(kernel: Kernel, order: Order) -> int:
    good = True
    for script in order.scripts:
        answer = _build(kernel, order, script)
        _tell(answer, order)
        good &= answer["ok"]
    return 0 if good else FAILED


def _build(kernel: Kernel, order: Order, script: Path) -> dict[str, Any]:
    if script.suffix.lower() in CAD_FILES:
        return _answer(script, None, [sentence("cad_file", name=script.name)])
    job = BuildJob(
        files={**order.beside, script.name: script.read_bytes()}, main=script.name, params=order.values, wall_s=order.limit_s, mesh=False,
        exports=order.formats,
    )  # fmt: skip
    outcome = kernel.build(job)
    answer = _answer(script, outcome.scene, outcome.scene["messages"])
    if answer["ok"]:
        try:
            answer["files"] = [_write(order.out, script.stem, format, data) for format, data in outcome.files.items()]
        except OSError as error:
            failed = sentence("write_file", name=str(error.filename or order.out), reason=error.strerror or "unknown")
            answer.update(ok=False, messages=[failed, *answer["messages"]])
    return answer


def _live(kernel: Kernel, order: Order) -> int:
    """Answer the first build, then one rebuild for each line of input. A step that fails is answered and leaves the values alone."""
    script, values = order.scripts[0], dict(order.values)
    if script.suffix.lower() in CAD_FILES:
        _tell(_answer(script, None, [sentence("cad_file", name=script.name)]), order)
        return FAILED
    files = {**order.beside, script.name: script.read_bytes()}
    good = True
    for change in _changes():
        wanted = values if isinstance(change, str) else {**values, **change}
        if isinstance(change, str):
            answer = _answer(script, None, [sentence("session_line", name=change[:80])]) | {"mesh": None, "memo": None}
        else:
            job = BuildJob(files=files, main=script.name, params=wanted, wall_s=order.limit_s)
            outcome = kernel.build(job, session=SESSION)
            answer = _answer(script, outcome.scene, outcome.scene["messages"])
            answer |= {"mesh": _mesh(outcome, job), "memo": {"reused": 0, "run": len(outcome.scene["timings"])}}
        if answer["ok"]:
            values = wanted
        good &= answer["ok"]
        _tell(answer, order)
    return 0 if good else FAILED


def _changes() -> Iterator[Values | str]:
    """No change first, then the pairs of each line; a line that has none comes as it is."""
    yield {}
    for line in sys.stdin:
        try:
            words = shlex.split(line)
        except ValueError:
            words = ["?"]
        pairs = [word.partition("=") for word in words]
        yield {name: value for name, _, value in pairs} if all(name and equals for name, equals, _ in pairs) else line.strip()


def _answer(script: Path, scene: Scene | None, messages: list[Message]) -> dict[str, Any]:
    """The object of the contract. An override of an unknown parameter, which a room only warns of, is a failure here."""
    unknown = [Message(**{**m, "level": "error"}) for m in messages if m.get("code", "").startswith("unknown_parameter")]
    rest = [m for m in messages if not m.get("code", "").startswith("unknown_parameter")]
    ok = scene is not None and scene["ok"] and not unknown
    return {
        "script": str(script),
        "ok": ok,
        "seconds": round(scene["seconds"], 4) if scene else 0.0,
        "cpu_seconds": round(scene["cpu_seconds"], 4) if scene else 0.0,
        "parameters": [{key: row[key] for key in PARAMETER_FIELDS} for row in scene["parameters"]] if scene else [],  # type: ignore[literal-required]
        "parts": [_part(part) for part in scene["parts"]] if scene and ok else [],
        "messages": sorted([*unknown, *rest], key=lambda message: message["level"] != "error"),
        "files": [],
    }


def _part(part: Part) -> dict[str, Any]:
    row: dict[str, Any] = {key: part[key] for key in PART_FIELDS}  # type: ignore[literal-required]
    row["faces"] = len(part["faces"])
    row["face_colors"] = list(dict.fromkeys(face["color"] for face in part["faces"] if "color" in face))
    return row


def _mesh(outcome: Outcome, job: BuildJob) -> dict[str, float]:
    chunks = outcome.scene["chunks"]
    indices = sum(chunks[face["chunk"]]["indices"] for part in outcome.scene["parts"] for face in part["faces"])
    return {"triangles": indices // 3, "deflection_mm": job.deflection_mm, "angle_rad": job.angle_rad}


def _write(folder: Path, stem: str, format: str, data: bytes) -> dict[str, Any]:
    path = folder / f"{stem}.{ENDINGS[format]}"
    write_whole(path, data)
    return {"format": format, "path": str(path), "bytes": len(data)}


def _tell(answer: dict[str, Any], order: Order) -> None:
    if order.json:
        print(json.dumps(answer, ensure_ascii=False, allow_nan=False), flush=True)
        return
    for message in answer["messages"]:
        where = f"{answer['script']}:{message['line']}" if message["line"] else answer["script"]
        print(f"{where}: {message['level']}: {message['text']}", file=sys.stderr)
    print(f"{answer['script']}: {'built' if answer['ok'] else 'failed'} in {answer['seconds']:.2f} s", flush=True)
    for part in answer["parts"]:
        size = " × ".join(f"{part['bbox_mm'][axis + 3] - part['bbox_mm'][axis]:.1f}" for axis in range(3))
        remark = "  debug, in no file" if part["debug"] else ""
        print(f"  {part['path']}  {part['kind']}  {part['volume_mm3'] / 1000:.2f} cm³  {size} mm{remark}")
    for file in answer["files"]:
        print(f"  {file['path']}  {file['bytes']:,} bytes")
