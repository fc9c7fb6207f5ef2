"""Finding: two-character words, facets under the other filters, colours within a difference; the same answers on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from cmf_db.science.conditions import Conditions
from cmf_db.science.formulas import de00
from cmf_db.search.columns import Columns, loaded
from cmf_db.search.find import Found, Question, find
from cmf_db.search.near import Near, labs_under, spectral_elsewhere
from cmf_db.search.text import matching
from cmf_db.search.tokens import query_tokens, tokens
from cmf_db.store import moving, records
from cmf_db.store.moving import Target
from cmf_db.store.reading import ANYBODY, Viewer
from cmf_db.store.states import Act
from tests.cmf.shelf import (
    AUTHOR,
    CENTER,
    CURATOR,
    STRANGER,
    Parts,
    colour,
    create,
    finish,
    item,
    library,
    material,
    process,
    publish,
    published_item,
    spectral,
)

D65_10 = Conditions.parse("D65/10")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def s(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Session]:
    with library(request.param, tmp_path) as session:
        yield session


class Shelf:
    """What stands in the library of these tests."""

    def __init__(self, s: Session) -> None:
        self.s = s
        self.columns = Columns()
        anodise, spray = process("阳极氧化", "Anodising"), process("喷涂", "Spray painting")
        metal = material("铝 6063", "metal", grade="6063-T5")
        self.add("SM-P-0118", "鼠尾草 04 UV 哑光", colour(), material(), finish(), process())
        self.add("SM-M-0233", "青玉 喷砂阳极", colour("青玉", (70.5, -7.4, 8.4)), metal, finish("喷砂", 17.5, "brushed"), anodise)
        self.add("SM-C-0046", "豆绿 高光清漆", colour("豆绿", (66.1, -9.1, 9.7)), material("冷轧钢 SPCC", "metal"), finish("高光清漆", 88.4, "gloss"), spray,
                 compliance=[{"standard": "GB 4806", "source": SOURCE}])
        self.add("SM-P-0101", "素白 高光", colour("素白", (94.4, -0.5, 1.4), at="D50/2"), material("ABS 高光"), finish("高光", 93, "gloss"), process())
        self.add("SM-P-0300", "量过的灰绿", spectral(), material("PC"), finish("丝光", 28, "satin"), process(), trades=["furniture", "apparel"])
        s.commit()

    def add(self, code: str, zh: str, *bodies: dict[str, Any], **more: Any) -> None:
        parts = Parts(self.s, **dict(zip(("colour", "material", "finish", "process"), bodies, strict=True)))
        published_item(self.s, code, zh, parts, **more)

    def ask(self, who: Viewer = ANYBODY, text: str = "", **question: Any) -> Found:
        self.columns = loaded(self.s, self.columns)
        near, labs = question.get("near"), None
        if near:
            from cmf_db.science.spectrum import lab_of_spectrum

            spectrum = records.prepare(spectral()).record.measurements[0].spectrum      # type: ignore[union-attr]
            places = spectral_elsewhere(self.columns, near.conditions)
            labs = labs_under(self.columns, near.conditions, {self.columns.ids[i]: lab_of_spectrum(spectrum, near.conditions) for i in places})  # type: ignore[arg-type]
        asked = Question(typed=text, places=matching(self.s, text) if text else None, **question)
        return find(self.columns, asked, person=who.id, centers=sorted(who.centers), labs=labs)

    def codes(self, who: Viewer = ANYBODY, text: str = "", **question: Any) -> list[str]:
        found = self.ask(who, text, **question)
        place = {id: i for i, id in enumerate(self.columns.ids)}
        return [self.columns.names[place[hit.record_id, hit.number]][0].upper() for hit in found.hits]


SOURCE = {"kind": "lab", "reference": "report T-2610-331", "on": "2026-10-01"}


@pytest.fixture
def shelf(s: Session) -> Shelf:
    """One to change."""
    return Shelf(s)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def standing(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """One to look at."""
    with library(request.param, tmp_path_factory.mktemp("library")) as session:
        yield Shelf(session)


@pytest.mark.parametrize(("typed", "expected"), [
    ("豆绿", ["SM-C-0046"]),                 # two characters, no dictionary
    ("清漆", ["SM-C-0046"]),                 # inside a longer run
    ("绿", ["SM-C-0046", "SM-P-0300"]),      # one character, at either end of a word
    ("高光", ["SM-P-0101", "SM-C-0046"]),    # of one it begins the material's name only, so its own name decides
    ("素白 高光", ["SM-P-0101"]),
    ("sm-c-0046", ["SM-C-0046"]), ("SMC0046", ["SM-C-0046"]), ("ＳＭＣ００４６", ["SM-C-0046"]),
    ("anod", ["SM-M-0233"]), ("Anodising", ["SM-M-0233"]),      # a beginning while one types; the name of a process
    ("6063", ["SM-M-0233"]), ("spcc", ["SM-C-0046"]),
    ("豆红", []), ("odising", []), ("' OR 1=1 --", []), ('"*', None), ("***", None), ("豆绿\" OR \"素白", []),
])
def test_words_are_found_as_people_type_them(standing: Shelf, typed: str, expected: list[str] | None) -> None:
    everything = ["SM-C-0046", "SM-M-0233", "SM-P-0101", "SM-P-0118", "SM-P-0300"]
    assert sorted(standing.codes(text=typed)) == sorted(everything if expected is None else expected)


def test_what_begins_with_the_words_comes_first(standing: Shelf) -> None:
    assert standing.codes(text="高光") == ["SM-C-0046", "SM-P-0101"]
    assert standing.codes(text="素白 高光") == ["SM-P-0101"]
    assert standing.codes(sort="name_zh") == ["SM-P-0101", "SM-C-0046", "SM-P-0300", "SM-M-0233", "SM-P-0118"]
    assert standing.codes(sort="newest")[0] == "SM-P-0300"


def test_facets_count_under_the_other_filters(standing: Shelf) -> None:
    found = standing.ask(filters={"material": ["metal"]})
    assert dict(found.facets["material"]) == {"plastic": 3, "metal": 2}         # its own filter does not narrow it
    assert dict(found.facets["finish"]) == {"brushed": 1, "gloss": 1}
    assert dict(found.facets["compliance"]) == {"GB 4806": 1}
    assert (found.total, sum(found.gloss), found.gloss[3], found.gloss[17]) == (2, 2, 1, 1)
    found = standing.ask(filters={"material": ["metal", "plastic"], "finish": ["gloss"]}, gloss=(90, None))
    assert found.total == 1
    assert sum(found.gloss) == 2
    assert dict(standing.ask().facets["trades"]) == {"appliance": 4, "furniture": 1, "apparel": 1}


def test_a_process_facet_goes_by_record(standing: Shelf) -> None:
    ids = dict(standing.ask().facets["processes"])
    assert sorted(ids.values()) == [1, 1, 1, 1, 1]
    assert standing.ask(filters={"processes": list(ids)[:2]}).total == 2


def test_near_a_colour_orders_by_difference_and_says_what_was_not_compared(standing: Shelf) -> None:
    near = Near((69.6, -8.1, 9.4), D65_10)
    found = standing.ask(near=near)
    assert standing.codes(near=near) == ["SM-P-0118", "SM-M-0233", "SM-C-0046", "SM-P-0300"]
    assert found.hits[0].de00 == pytest.approx(float(de00(near.lab, (68.83, -8.52, 9.26))))
    assert (found.total, found.not_compared) == (4, 1)
    close = standing.ask(near=Near(near.lab, D65_10, within=2.0))
    assert close.total == len(close.hits) == 2
    assert dict(close.facets["material"]) == {"plastic": 1, "metal": 1}
    assert close.not_compared == 1


def test_a_spectrum_is_compared_under_any_light(standing: Shelf) -> None:
    found = standing.ask(near=Near((66, 4, 15), Conditions.parse("A/10")))
    assert (len(found.hits), found.not_compared) == (1, 4)


def test_pages_by_difference_follow_each_other(standing: Shelf) -> None:
    near = Near((69.6, -8.1, 9.4), D65_10)
    whole, paged, after = standing.codes(near=near), [], None
    for _ in range(4):
        paged += standing.codes(near=near, limit=1, after=after)
        found = standing.ask(near=near, limit=1, after=after)
        after = (found.hits[0].record_id, found.hits[0].number)
    assert paged == whole
    assert not found.more


def test_pages_by_name_follow_each_other(standing: Shelf) -> None:
    first = standing.ask(limit=2)
    last = first.hits[-1]
    rest = standing.ask(limit=10, after=(last.record_id, last.number))
    assert first.more and not rest.more
    assert [h.record_id for h in (*first.hits, *rest.hits)] == [h.record_id for h in standing.ask().hits]


def test_what_is_in_work_is_found_by_those_who_may_see_it(s: Session, shelf: Shelf) -> None:
    parts = Parts(s, colour=colour("新绿"))
    records.create(s, AUTHOR, CENTER, records.prepare(item("SM-P-0900", "新绿 提案", parts)))
    s.commit()
    assert "SM-P-0900" in shelf.codes(AUTHOR)
    assert "SM-P-0900" in shelf.codes(CURATOR)
    for who in (ANYBODY, STRANGER):
        assert "SM-P-0900" not in shelf.codes(who)
        assert shelf.ask(who, "新绿").total == 0
        assert dict(shelf.ask(who).facets["state"]) == {"published": 5}
    assert dict(shelf.ask(CURATOR).facets["state"]) == {"published": 5, "draft": 1}
    assert shelf.codes(CURATOR, filters={"state": ["draft"]}) == ["SM-P-0900"]


def test_a_draft_of_a_published_item_is_listed_apart_and_takes_its_place_when_published(s: Session, shelf: Shelf) -> None:
    parts = Parts(s)
    made = published_item(s, "SM-P-0500", "旧名", parts)
    draft = records.revise(s, CURATOR, made.record_id, records.prepare(item("SM-P-0500", "新名", parts)))
    s.commit()
    assert shelf.ask(CURATOR, "新名").total == 0
    assert shelf.ask(CURATOR, "新名", filters={"state": ["draft"]}).total == 1
    publish(s, draft)
    s.commit()
    assert [(h.record_id, h.number) for h in shelf.ask(text="新名").hits] == [(made.record_id, 2)]
    assert shelf.ask(text="旧名").total == 0


def test_what_is_deprecated_is_found_when_asked_for(s: Session, shelf: Shelf) -> None:
    hit = shelf.ask(text="豆绿").hits[0]
    moving.move(s, CURATOR, Act.DEPRECATE, [Target(hit.record_id, 1)], "停产")
    s.commit()
    assert shelf.ask(text="豆绿").total == 0
    assert shelf.ask(text="豆绿", filters={"state": ["deprecated"]}).total == 1


def test_other_kinds_are_found_too(standing: Shelf) -> None:
    assert standing.ask(kind="finish", text="清漆").total == 1
    assert standing.ask(kind="process", text="阳极").total == 1
    assert standing.ask(kind="colour", near=Near((66.1, -9.1, 9.7), D65_10)).hits[0].de00 == 0


def test_a_reader_takes_over_only_what_is_new_and_arrives_at_the_same(s: Session, shelf: Shelf) -> None:
    shelf.ask(sort="name_zh")
    before = shelf.columns
    create(s, colour("后来的"))
    hit = shelf.ask(text="素白").hits[0]
    moving.move(s, CURATOR, Act.DEPRECATE, [Target(hit.record_id, 1)], "停产")
    s.commit()
    stepwise, whole = loaded(s, before), loaded(s, Columns())
    assert stepwise.stamp == whole.stamp > before.stamp
    assert stepwise.ids == whole.ids
    asked: Sequence[Question] = [Question(kind=kind, filters={"state": ["published", "deprecated", "draft"]}) for kind in ("item", "colour")]
    for question in asked:
        for sort in ("code", "name_zh", "newest"):
            sorted_so = replace(question, sort=sort)        # type: ignore[arg-type]
            assert find(stepwise, sorted_so, person=CURATOR.id, centers=[CENTER]) == find(whole, sorted_so, person=CURATOR.id, centers=[CENTER])
    assert len(before) < len(stepwise)


def test_an_empty_library_answers(s: Session) -> None:
    columns = loaded(s, Columns())
    found = find(columns, Question(near=Near((50, 0, 0), D65_10, within=1)), person=None, centers=[], labs=labs_under(columns, D65_10, {}))
    assert (found.hits, found.total, found.gloss) == ((), 0, (0,) * 20)
    assert matching(s, "豆绿") is not None
    assert np.size(matching(s, "豆绿")) == 0


@given(st.text(max_size=40))
def test_every_word_of_a_text_finds_the_text(text: str) -> None:
    held = set(tokens(text))
    whole, beginnings = query_tokens(text)
    assert all(word in held for word in whole)
    assert all(any(token.startswith(word) for token in held) for word in beginnings)


@given(st.text(alphabet="豆绿高光清漆素白", min_size=1, max_size=6), st.integers(0, 5), st.integers(1, 6))
def test_every_part_of_a_chinese_word_finds_it(word: str, start: int, length: int) -> None:
    part = word[start : start + length]
    held = tokens(word)
    whole, beginnings = query_tokens(part)
    assert set(whole) <= set(held)
    assert all(any(token.startswith(one) for token in held) for one in beginnings)
