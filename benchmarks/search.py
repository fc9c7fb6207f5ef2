"""Finding in a library of 100,000 generated items: words, facets with counts, colours, against a LIKE scan in the same run.

    python3 dev.py bench search [--records 100000] [--rounds 40] [--database postgresql+psycopg://…]

Without ``--database`` a fresh SQLite file is used; PostgreSQL gets tables of its own in the database named, dropped afterwards, and the
answers of the two are compared. *Found* is what the service does for a page of the library: words by the full-text engine, filters,
counts of seven facets, order. *LIKE* is the plain way: a scan of the names for the same words, and the count of one facet.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert, text
from sqlalchemy.orm import Session

from cmf_db.base import Base
from cmf_db.science.conditions import Conditions
from cmf_db.search.columns import Columns, loaded
from cmf_db.search.find import Found, Question, Sort, find
from cmf_db.search.models import CmfIndex, CmfStamp
from cmf_db.search.near import Near, labs_under
from cmf_db.search.text import matching
from cmf_db.search.tokens import tokens
from cmf_db.store.models import now

TABLES = [Base.metadata.tables[model.__tablename__] for model in (CmfIndex, CmfStamp)]
D65_10 = Conditions.parse("D65/10")
COLOURS = [
    "鼠尾草", "青玉", "苔青", "艾草", "豆绿", "梅子青", "原麻", "雾灰蓝", "米汤白", "湖光", "素白", "香槟金", "藤黄", "霞粉", "枪灰",
    "陶土", "远山灰", "驼色", "靛蓝", "烟紫", "月白", "黛", "藕荷", "缃", "赭", "朱砂", "石青", "霁蓝", "天青", "牙色"]
FINISHES = [("哑光", "matt", 8), ("丝光", "satin", 28), ("高光", "gloss", 88), ("粗砂", "texture", 2), ("拉丝", "brushed", 35),
            ("清漆", "coated", 80), ("平纹", "woven", 1), ("擦油", "oiled", 10)]
MATERIALS = [("ABS", "plastic"), ("PP", "plastic"), ("PC", "plastic"), ("铝 6063", "metal"), ("不锈钢 SUS304", "metal"),
             ("白蜡木", "wood"), ("棉麻", "textile"), ("高硼硅玻璃", "glass")]
PROCESSES = [f"01PROCESS{n:017d}" for n in range(16)]
WORDS = ["豆绿", "高光", "绿", "SM-0042", "abs", "素白 高光", "sus304 拉丝", "霁蓝 清漆", "p", "远山"]
FILTERS: list[dict[str, Sequence[str]]] = [
    {}, {"material": ["metal"]}, {"finish": ["gloss", "satin"], "trades": ["furniture"]}, {"processes": PROCESSES[:2]}]
SOURCES = ["measured", "measured", "supplier", "estimate"]
CLAIMS = ["GB 4806", "UL 94 V-0", "GB/T 39600 ENF"]
TRADES = ["appliance", "furniture", "apparel"]
SAME: dict[str, Any] = {
    "stamp": 1, "number": 1, "kind": "item", "org_id": "01ORG", "author_id": None, "state": "published", "revision": False, "name_en": None,
    "spectral": False, "hex": "#808080", "clipped": False, "colour_id": None, "colour_number": None, "render": None, "valid_until": None}


def rows(count: int) -> list[dict[str, Any]]:
    """Items as the library holds them, the same in every run."""
    dice, at = random.Random(20261124), now()
    made = []
    for n in range(1, count + 1):
        colour, (finish, group, gloss), (material, family) = dice.choice(COLOURS), dice.choice(FINISHES), dice.choice(MATERIALS)
        code, name, about = f"SM-{n:06d}", f"{colour} {n % 97:02d} {finish}", f"{material}，{finish}"
        made.append(SAME | {
            "n": n, "record_id": f"01{n:024d}", "at": at, "code": code, "name_zh": name, "about_zh": about, "about_en": about,
            "lab_l": dice.uniform(15, 96), "lab_a": dice.gauss(0, 22), "lab_b": dice.gauss(4, 24),
            "conditions": "D50/2" if n % 25 == 0 else "D65/10", "material": family, "finish": group,
            "gloss": max(0.0, dice.gauss(gloss, 4)), "source": dice.choice(SOURCES), "processes": dice.sample(PROCESSES, 2),
            "compliance": dice.sample(CLAIMS, dice.choice([0, 0, 1, 2])), "trades": dice.sample(TRADES, dice.choice([1, 1, 2])),
            "tokens": " ".join(tokens(code, name, material, finish)),
        })
    return made


def questions(rounds: int) -> list[Question]:
    """What people ask: words, filters, colours, together and alone, further pages."""
    dice = random.Random(7)
    asked = []
    for _ in range(rounds):
        lab = (dice.uniform(20, 90), dice.gauss(0, 20), dice.gauss(4, 20))
        near = Near(lab, D65_10, dice.choice([None, 2.0, 5.0])) if dice.random() < 0.4 else None
        typed = dice.choice(WORDS) if dice.random() < 0.6 else ""
        gloss = (20.0, 60.0) if dice.random() < 0.2 else (None, None)
        sort: Sort = dice.choice(["best", "name_zh", "newest"])
        asked.append(Question(typed=typed, filters=dice.choice(FILTERS), near=near, gloss=gloss, sort=sort))
    return asked


def answer(s: Session, columns: Columns, labs: Any, question: Question) -> Found:
    """As ``server.cmf.library`` does: look whether the table has changed, ask the engine for the words, the columns for the rest."""
    columns = loaded(s, columns)
    if question.typed:
        question = replace(question, places=matching(s, question.typed))
    return find(columns, question, person=None, centers=[], labs=labs if question.near else None)


def like(s: Session, question: Question) -> None:
    """The plain way: a scan for the words in code, name and the line below it, a page of it, and the count of one facet."""
    words = question.typed.split() or [""]
    where = " AND ".join(f"(lower(code) LIKE :w{i} OR lower(name_zh) LIKE :w{i} OR lower(about_zh) LIKE :w{i})" for i in range(len(words)))
    given = {f"w{i}": f"%{word.lower()}%" for i, word in enumerate(words)}
    s.execute(text(f"SELECT record_id FROM cmf_index WHERE {where} ORDER BY code LIMIT 50"), given).all()
    s.execute(text(f"SELECT material, count(*) FROM cmf_index WHERE {where} GROUP BY material"), given).all()


def timed(work: Callable[[Question], object], asked: list[Question]) -> list[float]:
    taken = []
    for question in asked:
        started = time.perf_counter()
        work(question)
        taken.append(1000 * (time.perf_counter() - started))
    return taken


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def measure(url: str, made: list[dict[str, Any]], asked: list[Question]) -> list[Found]:
    engine = create_engine(url)
    Base.metadata.create_all(engine, TABLES)
    try:
        with Session(engine) as s:
            for start in range(0, len(made), 5000):
                s.execute(insert(CmfIndex), made[start : start + 5000])
            s.add(CmfStamp(id=1, value=1))
            s.commit()
            if engine.dialect.name == "postgresql":
                s.execute(text("ANALYZE cmf_index"))
                s.commit()
            started = time.perf_counter()
            columns = loaded(s, Columns())
            first = time.perf_counter() - started
            labs = labs_under(columns, D65_10, {})
            answers = [answer(s, columns, labs, question) for question in asked]       # also warms what is computed once
            found, scanned = timed(lambda q: answer(s, columns, labs, q), asked), timed(lambda q: like(s, q), asked)
    finally:
        Base.metadata.drop_all(engine, TABLES)
        engine.dispose()
    median, plain = statistics.median(found), statistics.median(scanned)
    print(f"{engine.dialect.name:<10} | {len(made):>7} | {median:>6.1f} | {p95(found):>6.1f} | {plain:>8.1f} | {p95(scanned):>8.1f} | "
          f"{median / plain:>5.2f} | {first:>5.1f} s", flush=True)
    return answers


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--database", help="a PostgreSQL database to measure as well")
    given = parser.parse_args()
    made, asked = rows(given.records), questions(given.rounds)
    print("engine     | records | p50 ms | p95 ms | LIKE p50 | LIKE p95 | ratio | first load")
    with tempfile.TemporaryDirectory() as folder:
        answers = [measure(f"sqlite:///{Path(folder) / 'bench.db'}", made, asked)]
    if given.database:
        answers.append(measure(given.database, made, asked))
        alike = answers[0] == answers[1]
        print(f"answers: {'the same on both' if alike else 'NOT the same'}")
        return 0 if alike else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
