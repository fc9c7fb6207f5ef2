"""Whose job comes next: nobody's many jobs keep the others waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from server.jobs.models import Job, JobState

WORKERS = 8         # jobs at the same time in one process; most of them only wait for the kernel
MOST_OF_ONE = 2     # of one person
MOST_OF_ALL = 4     # of one organisation


def next_job(unfinished: Sequence[Job], at: datetime) -> Job | None:
    """The oldest job of the organisation, and in it of the person, with the fewest running; None when nobody's turn has come."""
    running = [job for job in unfinished if job.state is JobState.RUNNING]
    of_all, of_one = Counter(job.org_id for job in running), Counter(job.person_id for job in running)
    ready = [
        job for job in unfinished
        if job.state is JobState.QUEUED and (job.due is None or job.due <= at)
        and (job.person_id is None or of_one[job.person_id] < MOST_OF_ONE) and (job.org_id is None or of_all[job.org_id] < MOST_OF_ALL)
    ]
    return min(ready, key=lambda job: (of_all[job.org_id], of_one[job.person_id], job.id), default=None)
