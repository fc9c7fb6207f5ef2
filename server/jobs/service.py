"""Work that outlives a request: its row is written with the change that asks for it, and the queue hears of it after commit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.core.clock import now
from server.core.db import Database, after_commit, database
from server.jobs.models import Job, JobState
from workers.queue.api import Queue

QUEUE = "sunmao.queue"
TASKS = "sunmao.tasks"
ATTEMPTS = 3
PAUSE_S = 3.0
INTERRUPTED = "The server stopped each time that this was running. Start it again."
log = logging.getLogger(__name__)


class TryLater(Exception):
    """Raised by a task when what it needs is away for the moment; the text is the sentence for the case that it stays away."""


@dataclass(frozen=True, slots=True)
class Task:
    """``run`` does the work by id and may be repeated; ``failed`` writes a sentence to the owner when the work is given up."""

    run: Callable[[str], None]
    failed: Callable[[str, str], None]


def submit(s: Session, name: str, subject_id: str) -> None:
    """Have the task ``name`` done for ``subject_id`` once this transaction is durable."""
    job = Job(name=name, args={"subject": subject_id})
    s.add(job)
    s.flush()
    after_commit(s, partial(queue().submit, name, {"job": job.id}))


def run(job_id: str) -> None:
    """Do one job, inside an app context. A job that another worker has, or that is done, is left alone."""
    job = _claim(job_id)
    if job is None:
        return
    task, subject = tasks()[job.name], job.args["subject"]
    try:
        task.run(subject)
    except TryLater as error:
        _put_back(job, task, str(error))
    except Exception as error:
        log.exception("job %s of %s failed", job.name, subject)
        task.failed(subject, "The server made a mistake; it is in its log.")
        _end(job_id, JobState.FAILED, f"{type(error).__name__}: {error}")
    else:
        _end(job_id, JobState.OK, "")


def recover(stale: timedelta | None = None) -> None:
    """After a restart: queue again what waited or ran; what was interrupted too often fails honestly.

    With ``stale``, only jobs that have stood still that long: other processes may be at work.
    """
    with database().write() as s:
        unfinished = select(Job).where(Job.state.in_((JobState.QUEUED, JobState.RUNNING)))
        if stale:
            unfinished = unfinished.where(Job.created < now() - stale)
        given_up = []
        for job in s.scalars(unfinished.order_by(Job.id)):
            if job.state is JobState.RUNNING and job.attempts >= ATTEMPTS:
                job.state, job.error, job.ended = JobState.FAILED, INTERRUPTED, now()
                given_up.append((job.name, str(job.args["subject"])))
            else:
                job.state = JobState.QUEUED
                after_commit(s, partial(queue().submit, job.name, {"job": job.id}))
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


def _claim(job_id: str) -> Job | None:
    with database().write() as s:
        taken = update(Job).where(Job.id == job_id, Job.state == JobState.QUEUED)
        taken = taken.values(state=JobState.RUNNING, attempts=Job.attempts + 1, started=now())
        rows = s.execute(taken.execution_options(synchronize_session=False)).rowcount      # type: ignore[attr-defined]
        return s.get(Job, job_id) if rows else None


def _put_back(job: Job, task: Task, sentence: str) -> None:
    """Another attempt after a pause, or the honest end. In a process that stops, the queue leaves it to the row."""
    if job.attempts >= ATTEMPTS:
        task.failed(job.args["subject"], sentence)
        _end(job.id, JobState.FAILED, sentence)
        return
    with database().write() as s:
        s.execute(update(Job).where(Job.id == job.id).values(state=JobState.QUEUED))
        after_commit(s, partial(queue().submit, job.name, {"job": job.id}, PAUSE_S * job.attempts))


def _end(job_id: str, state: JobState, error: str) -> None:
    with database().write() as s:
        s.execute(update(Job).where(Job.id == job_id).values(state=state, error=error[:2000], ended=now()))
