"""Rebuilds of each sample in a live session, against plain CadQuery in the same run.

    python3 dev.py bench rebuild [--rounds 3]

Plain: CQGI builds the script and OCCT meshes every part with its default mesher, in a process that has imported CadQuery.
Session: the same script behind Landlock, seccomp and limits, with part facts, per-face chunks and boxes. Both mesh as the studio does.
Seconds are CPU time of the one process or the other, so that other programs on the machine do not count; the supervisor's checks of
what the session sends come on top, a few hundredths of a second. Every edit is new to the session:

    first    the first build of the session
    early    a new value of the first parameter, on which nearly all of the product hangs
    late     a new value of the last number, on which little hangs
    comment  a comment more
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from cad.script.parameter import Parameter
from cad.script.source import parse
from workers.kernel.api import BuildJob
from workers.kernel.local import LocalKernel

SAMPLES = Path(__file__).resolve().parents[1] / "cad/samples"
DEFLECTION_MM, ANGLE_RAD = 0.2, 0.3         # of the live view
PLAIN = """
import json, sys, time
from cadquery import Assembly, Shape, cqgi
source = open(sys.argv[1]).read()
for line in sys.stdin:
    values = json.loads(line)
    started = time.process_time()
    result = cqgi.parse(source).build(values)
    assert result.success, result.exception
    for shown in result.results:
        shape = shown.shape
        for value in shape.vals() if hasattr(shape, "vals") else [shape.toCompound() if isinstance(shape, Assembly) else shape]:
            if isinstance(value, Shape):
                value.mesh(float(sys.argv[2]), float(sys.argv[3]))
    print(time.process_time() - started, flush=True)
"""
Values = Mapping[str, float]


def new_values(p: Parameter, count: int) -> list[Values]:
    """Values of ``p`` that differ from its default and from each other, the nearest first."""
    assert p.min is not None and p.max is not None and p.step
    usual, steps = float(p.default), round((p.max - p.min) / p.step)
    values = sorted((p.min + p.step * n for n in range(steps + 1)), key=lambda value: abs(value - usual))
    return [{p.name: value} for value in values[1 : count + 1]]


def plain_seconds(script: Path, edits: list[Values]) -> list[float]:
    command = [sys.executable, "-c", PLAIN, str(script), str(DEFLECTION_MM), str(ANGLE_RAD)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        seconds = []
        for edit in edits:
            process.stdin.write(json.dumps(edit) + "\n")
            process.stdin.flush()
            seconds.append(float(process.stdout.readline()))
        process.stdin.close()
    return seconds


def session_seconds(kernel: LocalKernel, name: str, source: str, edit: Values) -> float:
    job = BuildJob({"main.py": source.encode()}, params=edit, have="last", deflection_mm=DEFLECTION_MM, angle_rad=ANGLE_RAD)
    scene = kernel.build(job, session=name).scene
    assert scene["ok"], scene["messages"]
    return scene["cpu_seconds"]


def measure(kernel: LocalKernel, script: Path, rounds: int) -> dict[str, float]:
    """Median seconds by column."""
    source = script.read_text("utf-8")
    numbers = [p for p in parse(source).parameters if p.type == "number" and p.min is not None and p.step]
    early, late = new_values(numbers[0], rounds), new_values(numbers[-1], rounds)
    columns: dict[str, list[float]] = {"plain": plain_seconds(script, [{}, *early])[1:], "first": []}
    for number in range(rounds):
        columns["first"].append(session_seconds(kernel, f"{script.stem} {number}", source, {}))
        if number < rounds - 1:
            kernel.end_session(f"{script.stem} {number}")
    live = f"{script.stem} {rounds - 1}"
    columns["early"] = [session_seconds(kernel, live, source, edit) for edit in early]
    session_seconds(kernel, live, source, {})
    columns["late"] = [session_seconds(kernel, live, source, edit) for edit in late]
    session_seconds(kernel, live, source, {})
    columns["comment"] = [session_seconds(kernel, live, source + "\n# a thought" * (n + 1), {}) for n in range(rounds)]
    kernel.end_session(live)
    return {name: statistics.median(seconds) for name, seconds in columns.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    kernel = LocalKernel()
    print("CPU seconds, in brackets as a ratio to plain\n| sample | plain | first | early | late | comment |\n|---|---|---|---|---|---|")
    try:
        for script in sorted(SAMPLES.glob("*.py")):
            seconds = measure(kernel, script, rounds)
            plain = seconds.pop("plain")
            told = " | ".join(f"{value:.2f} ({value / plain:.2f})" for value in seconds.values())
            print(f"| {script.stem} | {plain:.2f} | {told} |", flush=True)
    finally:
        kernel.close()


if __name__ == "__main__":
    main()
