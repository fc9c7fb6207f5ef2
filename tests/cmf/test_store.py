"""States, versions and references of the library: nothing skips a state, nothing is overwritten, nobody sees what is not theirs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cmf_db.bundle import look
from cmf_db.search import writing
from cmf_db.store import moving, reading, records
from cmf_db.store.errors import Clash, Missing, Refused, StoreError, Unfit
from cmf_db.store.models import CmfCenter, CmfRecord, CmfTransition, CmfVersion
from cmf_db.store.moving import Target
from cmf_db.store.reading import ANYBODY, Viewer
from cmf_db.store.states import RULES, Act, State, acts
from tests.cmf.shelf import (
    AUTHOR,
    CENTER,
    CURATOR,
    ELSEWHERE,
    SECOND,
    STRANGER,
    Parts,
    colour,
    create,
    item,
    library,
    publish,
    published_item,
    ref,
    spectral,
)


@pytest.fixture
def s(tmp_path: Path) -> Iterator[Session]:
    with library("sqlite", tmp_path) as session:
        yield session


def move(s: Session, who: Viewer, act: Act, version: CmfVersion, reason: str = "", seen: str | None = None) -> None:
    moving.move(s, who, act, [Target(version.record_id, version.number, seen)], reason)


def history(s: Session, version: CmfVersion) -> list[tuple[Any, Any, Any, Any]]:
    lines = s.scalars(select(CmfTransition).where(CmfTransition.record_id == version.record_id).order_by(CmfTransition.id))
    return [(line.number, line.act, line.source, line.target) for line in lines]


def in_state(s: Session, state: State) -> CmfVersion:
    """A version that went there by the allowed steps."""
    version = create(s, colour(), AUTHOR)
    if state is State.DRAFT:
        return version
    if state is State.WITHDRAWN:
        move(s, AUTHOR, Act.WITHDRAW, version)
        return version
    move(s, AUTHOR, Act.SUBMIT, version)
    if state is State.REVIEW:
        return version
    move(s, CURATOR, Act.PUBLISH, version)
    if state is State.DEPRECATED:
        move(s, CURATOR, Act.DEPRECATE, version, "原料停产")
    if state is State.SUPERSEDED:
        publish(s, records.revise(s, CURATOR, version.record_id, records.prepare(colour("又一版"))))
    return version


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Act)
def test_an_act_leads_where_the_table_says_and_no_state_is_skipped(s: Session, state: State, act: Act) -> None:
    version = in_state(s, state)
    before = history(s, version)
    rule = RULES[act]
    who = AUTHOR if act in (Act.RECALL, Act.WITHDRAW) else CURATOR
    if state in rule.sources and act is not Act.SUPERSEDE:
        move(s, who, act, version, "讲明原因")
        assert version.state is rule.target
        assert history(s, version)[len(before):] == [(1, act, state, rule.target)]
        row = writing.find(s, version.record_id, 1)
        assert row is not None and row.state == rule.target
    else:
        with pytest.raises((Clash, Refused)):
            move(s, who, act, version, "讲明原因")
        assert version.state is state
        assert history(s, version) == before


def test_the_table_of_states_is_the_one_that_was_agreed() -> None:
    assert {(source, rule.target) for rule in RULES.values() for source in rule.sources} == {
        ("draft", "review"), ("review", "draft"), ("review", "published"), ("published", "deprecated"), ("deprecated", "published"),
        ("published", "superseded"), ("deprecated", "superseded"), ("draft", "withdrawn"), ("review", "withdrawn")}


@pytest.mark.parametrize(("who", "may"), [
    (ANYBODY, set()), (STRANGER, set()), (AUTHOR, {Act.RECALL, Act.WITHDRAW}), (CURATOR, {Act.RETURN, Act.PUBLISH, Act.WITHDRAW})])
def test_who_may_do_what_in_review(s: Session, who: Viewer, may: set[Act]) -> None:
    assert set(acts(State.REVIEW, author=who is AUTHOR, curator=who is CURATOR)) == may
    for act in (Act.RECALL, Act.RETURN, Act.PUBLISH, Act.WITHDRAW):
        version = in_state(s, State.REVIEW)
        if act in may:
            move(s, who, act, version, "讲明原因")
        else:
            with pytest.raises(Refused if who is AUTHOR or who is CURATOR else Missing):
                move(s, who, act, version, "讲明原因")


@pytest.mark.parametrize("act", [Act.RETURN, Act.DEPRECATE])
def test_what_takes_something_back_says_why(s: Session, act: Act) -> None:
    version = in_state(s, State.REVIEW if act is Act.RETURN else State.PUBLISHED)
    with pytest.raises(Unfit, match="reason: say in a sentence why"):
        move(s, CURATOR, act, version, "  ")


def test_four_eyes_bar_author_and_submitter_where_the_center_asks_for_them(s: Session) -> None:
    s.add(CmfCenter(org_id=CENTER, four_eyes=True))
    own, other = create(s, colour()), create(s, colour("别人写的"), AUTHOR)
    for version in (own, other):
        move(s, CURATOR, Act.SUBMIT, version)
        with pytest.raises(Refused, match="second pair of eyes"):
            move(s, CURATOR, Act.PUBLISH, version)
        move(s, SECOND, Act.PUBLISH, version)
        assert version.state is State.PUBLISHED


def test_a_new_version_supersedes_and_the_old_one_stays_as_it_was(s: Session) -> None:
    first = in_state(s, State.PUBLISHED)
    body, sha256 = dict(first.body), first.sha256
    second = records.revise(s, AUTHOR, first.record_id, records.prepare(colour(lab=(70, 0, 0))), message="重测")
    assert (second.number, second.supersedes, second.state) == (2, 1, State.DRAFT)
    assert reading.version_for(s, ANYBODY, first.record_id).number == 1
    publish(s, second)
    assert reading.version_for(s, ANYBODY, first.record_id).number == 2
    assert (first.state, first.body, first.sha256) == (State.SUPERSEDED, body, sha256)
    assert reading.version_for(s, ANYBODY, first.record_id, 1) is first


def test_content_changes_in_draft_only_and_only_from_what_was_seen(s: Session) -> None:
    draft = create(s, colour(), AUTHOR)
    seen = draft.sha256
    records.edit(s, AUTHOR, draft.record_id, 1, records.prepare(colour(lab=(50, 0, 0))), seen=seen)
    with pytest.raises(Clash, match="changed meanwhile"):
        records.edit(s, CURATOR, draft.record_id, 1, records.prepare(colour(lab=(51, 0, 0))), seen=seen)
    move(s, AUTHOR, Act.SUBMIT, draft)
    with pytest.raises(Clash, match="Version 1 is review"):
        records.edit(s, AUTHOR, draft.record_id, 1, records.prepare(colour()), seen=draft.sha256)
    with pytest.raises(Clash, match="changed meanwhile"):
        move(s, CURATOR, Act.PUBLISH, draft, seen=seen)
    assert draft.body["measurements"][0]["stated"]["lab"] == [50, 0, 0]


def test_two_drafts_of_one_base_the_second_has_to_start_anew(s: Session) -> None:
    first = in_state(s, State.PUBLISHED)
    one, two = (records.revise(s, who, first.record_id, records.prepare(colour(name))) for who, name in ((AUTHOR, "甲"), (CURATOR, "乙")))
    move(s, AUTHOR, Act.SUBMIT, one)
    publish(s, two)
    with pytest.raises(Clash, match="Version 3 was published after this draft was begun"):
        move(s, CURATOR, Act.PUBLISH, one)


def test_drafts_are_for_author_and_center_and_for_nobody_else(s: Session) -> None:
    draft = create(s, colour(), AUTHOR)
    for who in (AUTHOR, CURATOR, SECOND):
        assert reading.version_for(s, who, draft.record_id) is draft
    for who in (ANYBODY, STRANGER):
        with pytest.raises(Missing):
            reading.version_for(s, who, draft.record_id)
        with pytest.raises(Missing):
            reading.versions_of(s, who, draft.record_id)


def test_an_item_names_published_records_or_is_published_together_with_them(s: Session) -> None:
    parts = Parts(s, published=False)
    made = create(s, item("SM-P-0001", "一起发布", parts))
    move(s, CURATOR, Act.SUBMIT, made)
    with pytest.raises(Unfit) as caught:
        move(s, CURATOR, Act.PUBLISH, made)
    assert [path for path, _ in caught.value.problems] == ["colour", "material", "finish", "processes.0"]
    assert "not published yet" in caught.value.problems[0][1]
    others = [parts.colour, parts.material, parts.finish, parts.process]
    moving.move(s, CURATOR, Act.SUBMIT, [Target(v.record_id, 1) for v in others])
    moving.move(s, CURATOR, Act.PUBLISH, [Target(v.record_id, 1) for v in (made, *others)])
    assert made.state is State.PUBLISHED


def test_an_item_cannot_name_what_its_author_may_not_see(s: Session) -> None:
    """Another tenant's draft and a record that never was are told in the same words."""
    parts = Parts(s)
    hidden = records.create(s, STRANGER, ELSEWHERE, records.prepare(colour("他人的草稿")))
    for target in (ref(hidden), {"id": "01NEVER0000000000000000000", "version": 1}, ref(parts.material)):
        with pytest.raises(Unfit) as caught, s.begin_nested():
            create(s, item("SM-P-0002", "看不见的", parts, colour=target))
        assert caught.value.problems == [("colour", f"there is no version 1 of a colour {target['id']}")]




def test_a_proposal_holds_no_code_and_learns_of_published_ones_only(s: Session) -> None:
    parts = Parts(s)
    own = create(s, item("SM-P-0001", "未发布", parts))
    proposals = [create(s, item(code, "提案", parts), AUTHOR) for code in ("SM-P-0001", "SM-P-0002", "SM-P-0002")]
    assert [p.record.code for p in proposals] == [None, None, None]
    records.edit(s, CURATOR, own.record_id, 1, records.prepare(item("SM-P-0002", "未发布", parts)), seen=own.sha256)     # nobody holds it yet
    move(s, AUTHOR, Act.SUBMIT, proposals[1])
    with pytest.raises(Clash, match="SM-P-0002 is the code of another item"), s.begin_nested():
        move(s, CURATOR, Act.PUBLISH, proposals[1])
    publish(s, own)
    with pytest.raises(Clash, match="SM-P-0002 is the code of another item"), s.begin_nested():
        create(s, item("SM-P-0002", "再提案", parts), AUTHOR)


def test_of_two_proposals_with_one_code_one_is_published(s: Session) -> None:
    parts = Parts(s)
    targets = [Target(create(s, item("SM-P-0001", name, parts), AUTHOR).record_id, 1) for name in ("甲", "乙")]
    moving.move(s, AUTHOR, Act.SUBMIT, targets)
    with pytest.raises(Clash, match="SM-P-0001 is the code of another item"), s.begin_nested():
        moving.move(s, CURATOR, Act.PUBLISH, targets)
    moving.move(s, CURATOR, Act.PUBLISH, targets[:1])
    assert reading.version_for(s, ANYBODY, targets[0].record_id).record.code == "SM-P-0001"


def test_what_a_curator_edits_holds_its_code_until_its_author_takes_another(s: Session) -> None:
    parts = Parts(s)
    draft = create(s, item("SM-P-0001", "提案", parts), AUTHOR)
    for who, code, held in ((CURATOR, "SM-P-0001", "SM-P-0001"), (AUTHOR, "SM-P-0001", "SM-P-0001"), (AUTHOR, "SM-P-0002", None)):
        records.edit(s, who, draft.record_id, 1, records.prepare(item(code, "提案", parts)), seen=draft.sha256)
        assert draft.record.code == held


def test_a_person_from_outside_has_so_many_proposals_in_work_and_no_more(s: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST_PROPOSALS", 3)
    made = [create(s, colour(), AUTHOR) for _ in range(3)]
    live = create(s, colour())
    publish(s, live)
    with pytest.raises(Clash, match="3 proposals in work from one person"), s.begin_nested():
        create(s, colour(), AUTHOR)
    with pytest.raises(Clash, match="3 proposals in work from one person"), s.begin_nested():
        records.revise(s, AUTHOR, live.record_id)
    create(s, colour(), STRANGER)
    move(s, AUTHOR, Act.WITHDRAW, made[0])
    assert create(s, colour(), AUTHOR).state is State.DRAFT


def test_a_part_is_changed_though_an_item_names_others_that_its_author_may_not_see_or_that_are_gone(s: Session) -> None:
    parts = Parts(s, published=False)
    own = create(s, colour(), AUTHOR)
    made = create(s, item("SM-P-0001", "中心的", parts, colour=ref(own)))
    records.edit(s, AUTHOR, own.record_id, 1, records.prepare(colour(lab=(50, 0, 0))), seen=own.sha256)
    row = writing.find(s, made.record_id, 1)
    assert row is not None and row.lab_l == 50
    move(s, CURATOR, Act.WITHDRAW, parts.material)
    records.edit(s, CURATOR, own.record_id, 1, records.prepare(colour(lab=(60, 0, 0))), seen=own.sha256)
    assert own.body["measurements"][0]["stated"]["lab"] == [60, 0, 0]


def test_a_code_belongs_to_one_record_of_a_center_and_is_free_again_after_it_was_withdrawn(s: Session) -> None:
    parts = Parts(s)
    first = create(s, item("SM-P-0118", "鼠尾草 04", parts))
    with pytest.raises(Clash, match="SM-P-0118 is the code of another item"), s.begin_nested():
        create(s, item("SM-P-0118", "又一个", parts))
    move(s, CURATOR, Act.WITHDRAW, first)
    assert create(s, item("SM-P-0118", "又一个", parts)).record.code == "SM-P-0118"


def test_an_item_in_work_shows_its_draft_colour_as_it_is_now(s: Session) -> None:
    parts = Parts(s, published=False)
    made = create(s, item("SM-P-0001", "未发布", parts))
    records.edit(s, CURATOR, parts.colour.record_id, 1, records.prepare(colour("朱砂", (45, 55, 38))), seen=None)
    row = reading.index_row(s, made)
    assert (row.lab_l, row.lab_a, row.lab_b) == (45, 55, 38)
    assert "朱砂" in row.tokens.split()


def test_a_refused_go_moves_nothing(s: Session) -> None:
    good, parts = create(s, colour()), Parts(s, published=False)
    bad = create(s, item("SM-P-0001", "缺件", parts))
    for version in (good, bad):
        move(s, CURATOR, Act.SUBMIT, version)
    s.commit()
    with pytest.raises(Unfit):
        moving.move(s, CURATOR, Act.PUBLISH, [Target(good.record_id, 1), Target(bad.record_id, 1)])
    s.rollback()
    assert s.get_one(CmfVersion, (good.record_id, 1)).state is State.REVIEW
    assert s.get_one(CmfRecord, good.record_id).published is None


def test_the_look_comes_from_the_finish_the_colour_and_the_material(s: Session) -> None:
    made = published_item(s, "SM-P-0118", "鼠尾草 04 UV 哑光")
    found = look(reading.bundle_of(s, made))
    assert found.part.as_export() == {
        "name": "鼠尾草 04 UV 哑光", "color": "#9fac97", "alpha": 1.0, "roughness": 0.33, "metallic": 0.0, "clearcoat": 0.4, "density_kg_m3": 1050.0}
    assert found.figures.surface_price is None


def test_a_body_that_does_not_fit_names_every_field() -> None:
    with pytest.raises(Unfit) as caught:
        records.prepare({**colour(), "form": "shiny", "measurements": []})
    assert {path for path, _ in caught.value.problems} == {"colour.form", "colour.measurements"}


def test_a_spectrum_that_is_too_coarse_is_refused_in_words() -> None:
    body = spectral()
    body["measurements"][0]["spectrum"] = {"start_nm": 400, "step_nm": 40, "values": [0.5] * 9}
    with pytest.raises(StoreError, match="every 40 nm"):
        records.prepare(body)
