"""Nobody's slow builds hold up the others: whose turn it is, and the real kernel with somebody who runs endless loops."""

import threading

import pytest

from tests.kernel.sessions import BOX, job, wait_for
from workers.kernel import turns
from workers.kernel.api import KernelUnavailable
from workers.kernel.endings import Ended
from workers.kernel.local import Call, LocalKernel
from workers.kernel.turns import Turns

ENDLESS = "while True: pass"


class Builds:
    """Builds that last until they are told to end, by name, on a clock that stands still unless it is moved."""

    def __init__(self, places):
        self.now = 0.0
        self.turns = Turns(places, clock=lambda: self.now)
        self.began = []
        self._ends, self._threads = {}, []

    def start(self, organisation, person, name):
        """Returns once it has its place or stands in the line."""
        end, told = self._ends.setdefault(name, threading.Event()), threading.Event()

        def run():
            with self.turns.take(organisation, person, threading.Event(), lambda number: told.set()):
                self.began.append(name)
                told.set()
                end.wait(30)

        thread = threading.Thread(target=run)
        self._threads.append(thread)
        thread.start()
        assert told.wait(30)

    def end(self, name, after=1.0):
        """``after`` seconds on the clock have passed; returns when whoever is next has begun."""
        self.now += after
        before = len(self.began)
        self._ends[name].set()
        wait_for(lambda: len(self.began) > before)

    def finish(self):
        for end in self._ends.values():
            end.set()
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive()


@pytest.fixture
def builds():
    made = []

    def make(places):
        made.append(Builds(places))
        return made[-1]

    yield make
    for one in made:
        one.finish()


def test_one_person_never_holds_all_places(builds):
    line = builds(4)
    for name in ("a1", "a2", "a3"):
        line.start("studio", "ann", name)
    line.start("studio", "bob", "b1")
    assert line.began == ["a1", "a2", "b1"]


def test_turns_go_round_where_builds_last_equally_long(builds):
    line = builds(2)
    for name in ("a1", "a2", "a3"):
        line.start("studio", "ann", name)
    for name in ("b1", "b2", "b3"):
        line.start("studio", "bob", name)
    line.start("studio", "cyd", "c1")
    for name in ("a1", "b1", "c1", "a2", "b2"):
        line.end(name)
    assert line.began == ["a1", "b1", "c1", "a2", "b2", "a3", "b3"]


def test_who_builds_briefly_does_not_stand_behind_those_who_build_for_long(builds):
    line = builds(2)
    line.start("one", "ann", "long 1")
    line.start("one", "bob", "long 2")
    line.start("two", "cyd", "brief 1")         # the place that is kept for who has none
    line.start("one", "ann", "long 3")
    line.start("one", "dan", "long 4")
    line.start("two", "cyd", "brief 2")
    line.now += 28
    line._ends["brief 1"].set()
    wait_for(lambda: "brief 2" in line.began)
    assert line.began == ["long 1", "long 2", "brief 1", "brief 2"]


def test_many_accounts_are_not_many_shares(builds):
    line = builds(2)
    line.start("mill", "m1", "m1")
    line.start("mill", "m2", "m2")
    for person in ("m3", "m4", "m5"):
        line.start("mill", person, person)
    line.start("studio", "ann", "a1")
    line.start("studio", "bob", "b1")
    line.end("a1", after=30)
    line._ends["m1"].set()
    line.end("b1")
    assert line.began == ["m1", "m2", "a1", "b1", "m3"]


def test_what_was_used_long_ago_counts_no_more(builds):
    line = builds(2)
    line.start("studio", "ann", "a1")
    line._ends["a1"].set()
    line.finish()
    line.now += 60 * turns.HALF_LIFE_S
    assert line.turns._remembered(("studio",), line.now) < turns.FORGOTTEN_S


def test_a_person_may_have_so_many_waiting(builds, monkeypatch):
    monkeypatch.setattr(turns, "MOST_WAITING", 2)
    line = builds(2)
    for name in ("a1", "a2", "a3"):
        line.start("studio", "ann", name)
    with pytest.raises(KernelUnavailable, match="too many builds waiting"), line.turns.take("studio", "ann", threading.Event()):
        pass
    line.start("studio", "bob", "b1")
    assert line.began == ["a1", "b1"]


def test_who_is_stopped_leaves_the_line(builds):
    line = builds(2)
    line.start("studio", "ann", "a1")
    stop = threading.Event()
    stop.set()
    with pytest.raises(Ended, match="cancelled"), line.turns.take("studio", "ann", stop):
        pass
    line.start("studio", "ann", "a2")
    line.end("a1")
    assert line.began == ["a1", "a2"]


@pytest.mark.kernel
def test_endless_loops_of_one_account_hold_up_nobody(tmp_path):
    kernel = LocalKernel(scratch_root=str(tmp_path), builds=2)
    ended, waiting, stop = [], threading.Event(), threading.Event()
    loops = [job(ENDLESS, organisation="mill", person="mallory", exports=kinds) for kinds in ((), ("step",)) for _ in range(4)]

    def loop(number):
        session = None if loops[number].exports else f"mallory {number}"
        ended.append(kernel.run(Call(loops[number], stop, on_waiting=lambda place: waiting.set()), session).ended)

    threads = [threading.Thread(target=loop, args=(number,)) for number in range(len(loops))]
    try:
        for thread in threads:
            thread.start()
        assert waiting.wait(30)
        assert kernel.build(job(BOX, organisation="studio", person="ann"), "ann").scene["ok"]
        assert kernel.build(job(BOX, organisation="mill", person="colleague"), "colleague").scene["ok"]
        files = kernel.build(job(BOX, organisation="studio", person="ann", exports=("step",), mesh=False)).files
        assert files["step"].startswith(b"ISO-10303-21")
        assert ended == [], "none of the loops had to end for it"
        stop.set()
        for thread in threads:
            thread.join(30)
        assert ended == ["cancelled"] * len(loops)
    finally:
        stop.set()
        kernel.close()
