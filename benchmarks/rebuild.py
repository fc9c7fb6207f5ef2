"""One rebuild of each sample: plain CadQuery against a confined session, in the same run.

    python3 dev.py bench rebuild [--rounds 5]

Plain: CQGI builds the script and OCCT meshes every part with its default mesher, in a process that has imported CadQuery.
Confined: the same script in a live session behind Landlock, seccomp and limits, with part facts, per-face chunks, hashing and transfer.
Both get the same change of one parameter each round, and the medians are compared as a ratio.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from cad.script.source import parse
from workers.kernel.api import BuildJob
from workers.kernel.local import LocalKernel

SAMPLES = Path(__file__).resolve().parents[1] / "cad/samples"
PLAIN = """
import json, sys, time
from cadquery import Assembly, Shape, cqgi
source = open(sys.argv[1]).read()
for line in sys.stdin:
    values = json.loads(line)
    started = time.perf_counter()
    result = cqgi.parse(source).build(values)
    assert result.success, result.exception
    for shown in result.results:
        shape = shown.shape
        for value in shape.vals() if hasattr(shape, "vals") else [shape.toCompound() if isinstance(shape, Assembly) else shape]:
            if isinstance(value, Shape):
                value.mesh(0.1, 0.2)
    print(time.perf_counter() - started, flush=True)
"""


def rounds_of(script: Path, count: int) -> list[dict[str, float]]:
    """One change a round: the first number with a range, moved by its step."""
    chosen = next(p for p in parse(script.read_text()).parameters if p.type == "number" and p.min is not None and p.step)
    return [{chosen.name: float(chosen.default) + (chosen.step or 0) * (n % 2)} for n in range(count)]


def plain_seconds(script: Path, changes: list[dict[str, float]]) -> list[float]:
    with subprocess.Popen([sys.executable, "-c", PLAIN, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        seconds = []
        for change in changes:
            process.stdin.write(json.dumps(change) + "\n")
            process.stdin.flush()
            seconds.append(float(process.stdout.readline()))
        process.stdin.close()
    return seconds


def confined_seconds(kernel: LocalKernel, script: Path, changes: list[dict[str, float]]) -> list[float]:
    seconds = []
    for change in changes:
        started = time.perf_counter()
        outcome = kernel.build(BuildJob({"main.py": script.read_bytes()}, params=change, have="last"), session=script.stem)
        seconds.append(time.perf_counter() - started)
        assert outcome.scene["ok"], outcome.scene["messages"]
    kernel.end_session(script.stem)
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    count = parser.parse_args().rounds
    kernel = LocalKernel()
    print(f"{'sample':10} {'plain s':>9} {'confined s':>11} {'ratio':>6}   median of {count} rebuilds, first one apart")
    try:
        for script in sorted(SAMPLES.glob("*.py")):
            changes = rounds_of(script, count + 1)
            plain, confined = plain_seconds(script, changes), confined_seconds(kernel, script, changes)
            middle = [statistics.median(values[1:]) for values in (plain, confined)]
            ratio = middle[1] / middle[0]
            print(f"{script.stem:10} {middle[0]:9.3f} {middle[1]:11.3f} {ratio:6.2f}   first: {plain[0]:.3f}, {confined[0]:.3f}")
    finally:
        kernel.close()


if __name__ == "__main__":
    main()
