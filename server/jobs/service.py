"""Work that outlives a request: its row is written with the change that asks for it, and the queue hears of it after commit.

The queue does not say which job is next: whoever hears it takes the one whose turn it is (``turns``). It speaks once for every job
that is asked for and once for every one that has ended, so a job that had to let others pass is taken up then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from flask import current_app
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from server.core.clock import now
from server.core.db import Database, after_commit, database
from server.core.errors import Problem
from server.jobs.models import Job, JobState
from server.jobs.turns import next_job
from workers.queue.api import Queue

QUEUE = "sunmao.queue"
TASKS = "sunmao.tasks"
NEXT = "sunmao.next"
ATTEMPTS = 3
PAUSE_S = 3.0
log = logging.getLogger(__name__)


class TryLater(Exception):
    """Raised by a task when what it needs is away for the moment; the text is the sentence for the case that it stays away."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why work was given up: a stable code for translation, its values, and the sentence."""

    code: str
    sentence: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)


INTERRUPTED = Failure("job_interrupted", "The server stopped each time that this was running. Start it again.")
MISTAKE = Failure("job_mistake", "The server made a mistake; it is in its log.")


@dataclass(frozen=True, slots=True)
class Task:
    """``run`` does the work by id and may be repeated; ``failed`` tells the owner when the work is given up."""

    run: Callable[[str], None]
    failed: Callable[[str, Failure], None]


def submit(s: Session, name: str, subject_id: str, *, org_id: str | None = None, person_id: str | None = None) -> None:
    """Have the task ``name`` done for ``subject_id``, at the turn of the organisation and person, once this transaction is durable."""
    s.add(Job(name=name, args={"subject": subject_id}, org_id=org_id, person_id=person_id))
    s.flush()
    _call_next(s)


def run_next() -> None:
    """Do the job whose turn it is, inside an app context; nothing happens when there is none."""
    job = _claim()
    if job is None:
        return
    task, subject = tasks()[job.name], job.args["subject"]
    try:
        task.run(subject)
    except TryLater as error:
        _put_back(job, task, str(error))
    except Problem as error:
        task.failed(subject, Failure(error.code, error.message, _plain(error.detail or {})))
        _end(job.id, JobState.FAILED, error.message)
    except Exception as error:
        log.exception("job %s of %s failed", job.name, subject)
        task.failed(subject, MISTAKE)
        _end(job.id, JobState.FAILED, f"{type(error).__name__}: {error}")
    else:
        _end(job.id, JobState.OK, "")


def recover(stale: timedelta | None = None) -> None:
    """After a restart: queue again what waited or ran; what was interrupted too often fails honestly.

    With ``stale``, only jobs that have stood still that long: other processes may be at work.
    """
    with database().write() as s:
        unfinished = select(Job).where(Job.state.in_((JobState.QUEUED, JobState.RUNNING)))
        if stale:
            unfinished = unfinished.where(func.coalesce(Job.started, Job.created) < now() - stale)
        given_up = []
        for job in s.scalars(unfinished.order_by(Job.id)):
            if job.state is JobState.RUNNING and job.attempts >= ATTEMPTS:
                job.state, job.error, job.ended = JobState.FAILED, INTERRUPTED.sentence, now()
                given_up.append((job.name, str(job.args["subject"])))
            else:
                job.state = JobState.QUEUED
                _call_next(s)
    for name, subject in given_up:
        tasks()[name].failed(subject, INTERRUPTED)


def forget_old(db: Database, older: timedelta = timedelta(days=14)) -> None:
    """Delete the rows of finished jobs."""
    with db.write() as s:
        for job in s.scalars(select(Job).where(Job.ended < now() - older)):
            s.delete(job)


def queue() -> Queue:
    found: Queue = current_app.extensions[QUEUE]
    return found


def tasks() -> Mapping[str, Task]:
    found: Mapping[str, Task] = current_app.extensions[TASKS]
    return found


def _call_next(s: Session, delay_s: float = 0) -> None:
    after_commit(s, partial(queue().submit, NEXT, {}, delay_s))


def _claim() -> Job | None:
    """Take the next job. The rows are locked, so that two workers never count at the same time."""
    with database().write() as s:
        unfinished = select(Job).where(Job.state.in_((JobState.QUEUED, JobState.RUNNING))).order_by(Job.id).with_for_update()
        job = next_job(s.scalars(unfinished).all(), now())
        if job is not None:
            job.state, job.attempts, job.started = JobState.RUNNING, job.attempts + 1, now()
        return job


def _put_back(job: Job, task: Task, sentence: str) -> None:
    """Another attempt after a pause, or the honest end. In a process that stops, the queue leaves it to the row."""
    if job.attempts >= ATTEMPTS:
        task.failed(job.args["subject"], Failure("job_away", sentence, {"reason": sentence}))
        _end(job.id, JobState.FAILED, sentence)
        return
    pause = PAUSE_S * job.attempts
    with database().write() as s:
        due = now() + timedelta(seconds=pause / 2)      # sooner than the queue speaks of it again: clocks differ
        s.execute(update(Job).where(Job.id == job.id).values(state=JobState.QUEUED, due=due))
        _call_next(s)
        _call_next(s, pause)


def _end(job_id: str, state: JobState, error: str) -> None:
    with database().write() as s:
        s.execute(update(Job).where(Job.id == job_id).values(state=state, error=error[:2000], ended=now()))
        _call_next(s)


def _plain(detail: Mapping[str, object]) -> dict[str, str | int | float]:
    return {key: value for key, value in detail.items() if isinstance(value, str | int | float)}
