"""One contract for both queues, and jobs that survive a restart or fail honestly."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from server.core.clock import now
from server.core.db import database
from server.core.ids import new_id
from server.jobs import service as jobs
from server.jobs.models import Job, JobState
from server.jobs.service import Task
from tests.server.support import Service, required, wait_for
from workers.queue.api import Arguments, Queue
from workers.queue.celery import CeleryQueue, answers, work
from workers.queue.threads import ThreadQueue


def write_down(name: str, arguments: Arguments) -> None:
    """Work whose trace another process can see."""
    if name == "fail":
        raise RuntimeError("as asked")
    with open(arguments["file"], "a") as file:
        file.write(f"{name} {arguments['n']}\n")


@pytest.fixture(scope="module", params=["threads", pytest.param("celery", marks=pytest.mark.service)])
def queue(request: pytest.FixtureRequest) -> Iterator[Queue]:
    if request.param == "threads":
        threads = ThreadQueue(write_down)
        yield threads
        threads.close()
        return
    [redis] = required("REDIS")
    prefix = f"test-{new_id()}"
    worker = multiprocessing.get_context("spawn").Process(target=work, args=(redis, write_down), kwargs={"prefix": prefix})
    worker.start()
    celery = CeleryQueue(redis, prefix)
    yield celery
    celery.close()
    worker.terminate()
    worker.join(20)
    assert worker.exitcode is not None
    worker.close()


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def test_everything_submitted_is_done(queue: Queue, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for n in range(10):
        queue.submit("write", {"file": str(out), "n": str(n)})
    wait_for(lambda: len(lines(out)) == 10)
    assert sorted(lines(out)) == sorted(f"write {n}" for n in range(10))


def test_one_that_fails_does_not_stop_the_others(queue: Queue, tmp_path: Path) -> None:
    out = tmp_path / "out"
    queue.submit("fail", {})
    queue.submit("write", {"file": str(out), "n": "后来"})
    assert wait_for(lambda: lines(out)) == ["write 后来"]


def test_the_worker_of_this_host_answers_a_health_check(queue: Queue) -> None:
    if isinstance(queue, CeleryQueue):      # threads live and die with the server
        [redis] = required("REDIS")
        prefix = queue._app.conf.broker_transport_options["global_keyprefix"].rstrip(":")
        wait_for(lambda: answers(redis, prefix))
        assert not answers(redis, f"{prefix}-none")


def test_the_queue_says_what_it_is(queue: Queue) -> None:
    assert queue.name() == ("threads" if isinstance(queue, ThreadQueue) else "celery")


def test_a_redis_that_is_not_there_is_told() -> None:
    queue = CeleryQueue("redis://127.0.0.1:9/0")
    with pytest.raises(OSError, match="does not answer"):
        queue.name()
    queue.close()


@pytest.fixture
def tasks(service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, Task], None]]:
    """Register tasks of the test's own, inside the app."""
    table: dict[str, Task] = dict(service.app.extensions[jobs.TASKS])
    monkeypatch.setitem(service.app.extensions, jobs.TASKS, table)
    with service.app.app_context():
        yield table.__setitem__


def submitted(name: str) -> str:
    subject = new_id()
    with database().write() as s:
        jobs.submit(s, name, subject)
    return subject


def job_of(subject: str) -> Job:
    with database().read() as s:
        return next(job for job in s.scalars(select(Job).order_by(Job.id.desc())) if job.args["subject"] == subject)


def test_a_job_runs_after_the_commit_that_asks_for_it(tasks: Callable[[str, Task], None]) -> None:
    ran: list[str] = []
    tasks("t.run", Task(ran.append, lambda subject, why: None))
    with database().write() as s:
        jobs.submit(s, "t.run", "a")
        assert not ran
    wait_for(lambda: ran == ["a"])
    assert wait_for(lambda: job_of("a").state is JobState.OK)


def test_a_transaction_that_fails_asks_for_nothing(tasks: Callable[[str, Task], None]) -> None:
    ran: list[str] = []
    tasks("t.never", Task(ran.append, lambda subject, why: None))

    def fail() -> None:
        with database().write() as s:
            jobs.submit(s, "t.never", "never")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    tasks("t.later", Task(ran.append, lambda subject, why: None))
    submitted("t.later")
    wait_for(lambda: len(ran) == 1)
    assert ran != ["never"]


def test_a_mistake_is_told_to_the_owner_of_the_job(tasks: Callable[[str, Task], None]) -> None:
    told: list[tuple[str, jobs.Failure]] = []

    def fail(subject: str) -> None:
        raise ValueError("broken")

    tasks("t.fail", Task(fail, lambda subject, why: told.append((subject, why))))
    subject = submitted("t.fail")
    job = wait_for(lambda: (j := job_of(subject)).state is JobState.FAILED and j)
    assert told == [(subject, jobs.MISTAKE)]
    assert job.error == "ValueError: broken"


def test_a_job_that_two_workers_get_is_done_once(tasks: Callable[[str, Task], None]) -> None:
    ran, go = [], threading.Event()

    def slow(subject: str) -> None:
        ran.append(subject)
        go.wait(30)

    tasks("t.slow", Task(slow, lambda subject, why: None))
    subject = submitted("t.slow")
    wait_for(lambda: ran)
    jobs.run_next()
    go.set()
    wait_for(lambda: job_of(subject).state is JobState.OK)
    assert ran == [subject]


def test_nobodys_many_jobs_keep_the_others_waiting(tasks: Callable[[str, Task], None]) -> None:
    """Those of one person run two at a time, those of one organisation four; each goes on when one of them has ended."""
    ran: list[str] = []
    ends: dict[str, threading.Event] = {}
    mill, mallory, others = new_id(), new_id(), [new_id() for _ in range(3)]

    def slow(subject: str) -> None:
        ran.append(subject)
        ends[subject].wait(30)

    def ask(subject: str, org_id: str, person_id: str) -> None:
        ends[subject] = threading.Event()
        with database().write() as s:
            jobs.submit(s, "t.turn", subject, org_id=org_id, person_id=person_id)

    tasks("t.turn", Task(slow, lambda subject, why: None))
    for n in range(5):
        ask(f"mallory {n}", mill, mallory)
    wait_for(lambda: len(ran) == 2)
    for person in others:
        ask(f"colleague {person}", mill, person)
    wait_for(lambda: len(ran) == 4)
    ask("studio", new_id(), new_id())
    wait_for(lambda: "studio" in ran)
    assert ran == ["mallory 0", "mallory 1", f"colleague {others[0]}", f"colleague {others[1]}", "studio"]
    ends["mallory 0"].set()
    wait_for(lambda: len(ran) == 6)
    assert ran[5] == f"colleague {others[2]}", "not the next one of whoever has one running"
    for event in ends.values():
        event.set()
    wait_for(lambda: len(ran) == 9)
    assert ran[6:] == ["mallory 2", "mallory 3", "mallory 4"]


def left_behind(name: str, state: JobState, attempts: int, ago: timedelta = timedelta(hours=1)) -> str:
    """A row as a process leaves it that was killed so long ago."""
    subject = new_id()
    with database().write() as s:
        s.add(Job(name=name, args={"subject": subject}, state=state, attempts=attempts, started=now() - ago))
    return subject


def test_after_a_restart_waiting_and_interrupted_jobs_run_and_hopeless_ones_fail(tasks: Callable[[str, Task], None]) -> None:
    ran: list[str] = []
    told: list[tuple[str, jobs.Failure]] = []
    tasks("t.again", Task(ran.append, lambda subject, why: told.append((subject, why))))
    waiting = left_behind("t.again", JobState.QUEUED, 0)
    interrupted = left_behind("t.again", JobState.RUNNING, 1)
    hopeless = left_behind("t.again", JobState.RUNNING, jobs.ATTEMPTS)
    jobs.recover()
    wait_for(lambda: len(ran) == 2)
    assert sorted(ran) == sorted([waiting, interrupted])
    assert told == [(hopeless, jobs.INTERRUPTED)]
    assert job_of(hopeless).state is JobState.FAILED


def test_what_is_away_for_a_moment_is_tried_again(tasks: Callable[[str, Task], None]) -> None:
    ran: list[str] = []

    def twice_away(subject: str) -> None:
        ran.append(subject)
        if len(ran) < 3:
            raise jobs.TryLater("It is away.")

    tasks("t.away", Task(twice_away, lambda subject, why: None))
    subject = submitted("t.away")
    wait_for(lambda: job_of(subject).state is JobState.OK)
    assert ran == [subject] * 3


def test_what_stays_away_fails_with_its_sentence(tasks: Callable[[str, Task], None]) -> None:
    told: list[tuple[str, jobs.Failure]] = []

    def away(subject: str) -> None:
        raise jobs.TryLater("It is away.")

    tasks("t.gone", Task(away, lambda subject, why: told.append((subject, why))))
    subject = submitted("t.gone")
    wait_for(lambda: job_of(subject).state is JobState.FAILED)
    assert told == [(subject, jobs.Failure("job_away", "It is away.", {"reason": "It is away."}))]


def test_a_queue_that_closes_lets_what_runs_end_and_leaves_the_rest(tmp_path: Path) -> None:
    started, go, ran = threading.Event(), threading.Event(), []

    def work_on(name: str, arguments: Arguments) -> None:
        started.set()
        go.wait(30)
        ran.append(name)

    queue = ThreadQueue(work_on, workers=1)
    queue.submit("running", {})
    queue.submit("waiting", {})
    queue.submit("later", {}, 60)
    started.wait(30)
    threading.Timer(0.05, go.set).start()
    queue.close()
    queue.submit("too late", {})
    assert ran == ["running"]


def test_where_others_are_at_work_only_old_jobs_are_taken_up(tasks: Callable[[str, Task], None]) -> None:
    ran: list[str] = []
    tasks("t.young", Task(ran.append, lambda subject, why: None))
    young = left_behind("t.young", JobState.RUNNING, 1, ago=timedelta(minutes=1))
    old = left_behind("t.young", JobState.RUNNING, 1)
    jobs.recover(stale=timedelta(minutes=30))
    wait_for(lambda: job_of(old).state is JobState.OK)
    assert job_of(young).state is JobState.RUNNING
    assert ran == [old]


def test_finished_jobs_are_forgotten_after_a_while(service: Service, tasks: Callable[[str, Task], None]) -> None:
    tasks("t.done", Task(lambda subject: None, lambda subject, why: None))
    subject = submitted("t.done")
    wait_for(lambda: job_of(subject).state is JobState.OK)
    jobs.forget_old(service.db)
    assert job_of(subject)
    jobs.forget_old(service.db, older=timedelta(seconds=-60))
    with pytest.raises(StopIteration):
        job_of(subject)
