"""`allocator worker`: what surrounds the carrying out of jobs in its process."""

from __future__ import annotations

import sys
from typing import NoReturn

from allocator.texts.issues import InputError, Issue
from api.serving.starting import unreachable
from api.settings import Settings


def work(settings: Settings, worker_id: str) -> NoReturn:
    """Carry out jobs until SIGTERM or SIGINT; then this process ends.

    Raises InputError where the id is taken.
    """
    # Imported here: a worker that may not start needs no queue.
    from sqlalchemy.exc import DBAPIError

    from api.jobs.leases import WorkerTaken
    from api.jobs.worker import leave, run_worker

    try:
        code = run_worker(settings, worker_id)
    except WorkerTaken:
        told = (("seconds", f"{settings.lease_seconds:g}"),)
        issue = Issue("worker_taken", column="--id", value=worker_id, parameters=told)
        raise InputError((issue,)) from None
    except DBAPIError as error:
        raise unreachable(error) from None
    sys.stderr.flush()
    leave(code)
