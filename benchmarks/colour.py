"""The nearest ten of 100,000 colours by CIEDE2000: our index against colour-science over all of them, in the same run.

    python3 dev.py bench colour [--colours 100000] [--queries 200]

Colours and queries are uniform in the sRGB cube, so they lie as densely as screens show them. A second set of queries has twice the chroma:
colours far outside, for which much of the library is equally near, are the worst case. Answers of the index are
compared with brute force for the same query: same colours, same differences to nine digits.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from numpy.typing import NDArray

from cmf_db.science import tables
from cmf_db.science.conditions import Conditions
from cmf_db.science.lab import LabColour
from cmf_db.science.nearest import NearestIndex

AT = Conditions.parse("D65/2")
NEAREST = 10
BRUTE_FORCES = 40       # it is slow, and every one takes the same time

Labs = NDArray[np.float64]


def colours(count: int, random: np.random.Generator) -> Labs:
    colour = tables.library()
    return np.asarray(colour.XYZ_to_Lab(colour.sRGB_to_XYZ(random.uniform(0, 1, (count, 3)))))


def queries(labs: Labs) -> list[LabColour]:
    return [LabColour((lightness, a, b), AT) for lightness, a, b in labs.clip((0, -250, -250), (100, 250, 250)).tolist()]


def seconds_of_index(index: NearestIndex, wanted: list[LabColour]) -> list[float]:
    found = []
    for query in wanted:
        started = time.perf_counter()
        index.nearest(query, NEAREST)
        found.append(time.perf_counter() - started)
    return found


def seconds_of_brute_force(index: NearestIndex, labs: Labs, wanted: list[LabColour]) -> list[float]:
    found = []
    for query in wanted:
        started = time.perf_counter()
        values = tables.library().difference.delta_E_CIE2000(np.array(query.lab), labs)
        nearest = np.argpartition(values, NEAREST)[:NEAREST]
        found.append(time.perf_counter() - started)
        ours = index.nearest(query, NEAREST)
        assert {match.position for match in ours} == set(nearest.tolist()), f"another answer than brute force at {query.lab}"
        np.testing.assert_allclose([match.de00 for match in ours], np.sort(values[nearest]), atol=1e-9)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--colours", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    given = parser.parse_args()
    random = np.random.default_rng(2000)
    labs = colours(given.colours, random)
    inside = queries(colours(given.queries, random))
    outside = queries(colours(given.queries, random) * (1, 2, 2))
    started = time.perf_counter()
    index = NearestIndex(labs, AT)
    made = time.perf_counter() - started
    near, far = seconds_of_index(index, inside), seconds_of_index(index, outside)
    brute = seconds_of_brute_force(index, labs, inside[: BRUTE_FORCES // 2] + outside[: BRUTE_FORCES // 2])
    print(f"nearest {NEAREST} of {len(index):,} colours, {given.queries} queries of each kind; index made in {made * 1e3:.0f} ms")
    for name, seconds in (("index, colours inside", near), ("index, far outside", far), ("colour-science", brute)):
        print(f"{name:22} p50 {np.percentile(seconds, 50) * 1e3:7.1f} ms   p95 {np.percentile(seconds, 95) * 1e3:7.1f} ms"
              f"   ratio {np.median(seconds) / np.median(brute):.3f}")
    print(f"every answer of {len(brute)} brute forces is the same")


if __name__ == "__main__":
    main()
