"""One attempt at a job, from the queue's entry to the last word: what a worker does all day."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping

from api.jobs.failures import failure
from api.jobs.finishing import FailedTry, ending_of
from api.jobs.lines import Task
from api.jobs.orders import CONTRACT
from api.jobs.patience import passes, patiently
from api.jobs.process import JobProcess
from api.jobs.returning import bring_back, try_again
from api.jobs.runtime import Runtime
from api.jobs.states import JobState
from api.jobs.supervising import Bounds, End, supervise
from api.journal import note, note_error, told
from api.storage import consortia, jobs, leases
from api.storage.jobs import Ending, Job

OLDEST_CONTRACT = 1
"""The oldest form of an order that is still carried out."""

LAST_SECONDS = 2.0
"""How long a closing worker tries to hand a job back; the sweeper of another does it else."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A job that has begun: its order, its problem as text, its bounds."""

    job: Job
    order: Mapping[str, Any]
    document: str
    bounds: Bounds


class Carrying:
    """Carries out what the queue brings. Safe for several threads, one for each job."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def carry_out(self, solve_id: str, attempt: int) -> None:
        """Carry out an attempt, or leave it where it has moved on. Never raises."""
        runtime = self._runtime
        with told(solve_id=solve_id, attempt=attempt), runtime.running.one(solve_id, attempt):
            try:
                self._carry_out(Job(solve_id, attempt, runtime.holder))
            except Exception as error:
                # The row stays as it is; the sweeper finds that nobody works on it.
                note_error("job_lost", error)

    def _carry_out(self, job: Job) -> None:
        if self._runtime.closing.is_asked:
            self._hand_back(job)
            return
        begun = patiently(lambda: self._begin(job), give_up=self._is_over)
        if begun is None:
            return
        note("job_started", operation=str(begun.order["operation"]))
        # The process is left behind only when its result is kept: burying it takes time, too.
        with ExitStack() as stack:
            self._end(job, self._work(begun, stack))

    def _end(self, job: Job, ending: Ending | FailedTry | End) -> None:
        if ending is End.HANDED_BACK:
            self._hand_back(job)
        elif isinstance(ending, FailedTry):
            if self._runtime.closing.is_asked:  # whoever ends a worker may well signal engines, too
                self._hand_back(job)
            else:
                self._write(lambda connection: self._try_again(connection, job, ending))
        elif isinstance(ending, Ending):
            kept = self._write(lambda connection: jobs.finish(connection, job, ending))
            note("job_ended", job_state=str(ending.job_state), status="kept" if kept else "late")

    def _try_again(self, connection: Connection, job: Job, failed: FailedTry) -> None:
        tries = self._runtime.settings.tries
        row = jobs.live(connection, job.solve_id, job.attempt)
        if row is None:
            return
        if failed.otherwise is not None and (row["stop_wish"] or row["tries"] + 1 >= tries):
            jobs.finish(connection, job, failed.otherwise)
            return
        try_again(
            connection,
            self._runtime.client,
            job.solve_id,
            job.attempt,
            reason=failed.reason,
            tries=tries,
        )

    def _begin(self, job: Job) -> Begun | None:
        runtime = self._runtime
        with runtime.database.write() as connection:
            if not leases.renew(connection, job.holder, runtime.settings.lease_seconds):
                runtime.closing.ask(0.0)
                return None
            if self._is_foreign(connection, job):
                return None
            row = jobs.begin(connection, job)
            if row is None:
                return None
            try:
                document = jobs.problem_text(connection, row["consortium_id"], row["problem_id"])
            except LookupError:
                jobs.finish(
                    connection, job, Ending(JobState.FAILED, failure=failure("problem_gone"))
                )
                return None
            return Begun(job, row["order"], document, self._bounds(connection, row))

    def _is_foreign(self, connection: Connection, job: Job) -> bool:
        """Whether the order has a form that is not known here; it is set aside then."""
        row = jobs.live(connection, job.solve_id, job.attempt)
        if row is None or OLDEST_CONTRACT <= row["contract"] <= CONTRACT:
            return False
        known = f"{OLDEST_CONTRACT}-{CONTRACT}"
        why = failure("other_version", contract=row["contract"], known=known)
        jobs.set_aside(connection, job.solve_id, job.attempt, why, failed=False)
        note("job_set_aside", level="warning", reason="other_version")
        return True

    def _bounds(self, connection: Connection, row: RowMapping) -> Bounds:
        settings = self._runtime.settings
        ceilings = consortia.ceilings(connection, row["consortium_id"], settings)
        return Bounds(ceilings.solve_seconds, ceilings.memory_megabytes)

    def _work(self, begun: Begun, stack: ExitStack) -> Ending | FailedTry | End:
        runtime, settings = self._runtime, self._runtime.settings

        def task(folder: str) -> Task:
            return Task(
                document=begun.document,
                order=begun.order,
                folder=folder,
                threads=settings.threads_per_solve,
                seconds=begun.bounds.seconds,
            )

        try:
            process = JobProcess(
                task, nice=settings.nice, on_progress=runtime.teller.for_job(begun.job)
            )
        except OSError as error:
            return FailedTry(type(error).__name__)
        stack.callback(process.close)
        end = supervise(process, lambda: self._wish(begun.job), begun.bounds, runtime.closing)
        if end is not End.ANSWERED:
            process.kill()
        if end in (End.NOT_OURS, End.HANDED_BACK):
            note("job_left", reason=str(end))
            return end
        return ending_of(process, end, task(""), begun.bounds)

    def _wish(self, job: Job) -> str | None:
        try:
            with self._runtime.database.read() as connection:
                return jobs.wish(connection, job)
        except Exception as error:
            if not passes(error):
                raise
            return ""

    def _hand_back(self, job: Job) -> None:
        """Queue the job again at the worker's end; whoever finds it first carries it out."""
        runtime = self._runtime
        reason = "worker_closing"

        def work() -> None:
            with runtime.database.write() as connection:
                bring_back(connection, runtime.client, job.solve_id, job.attempt, reason=reason)

        patiently(work, seconds=LAST_SECONDS)

    def _write(self, work: Any) -> Any:
        def transaction() -> Any:
            with self._runtime.database.write() as connection:
                return work(connection)

        return patiently(transaction, give_up=self._is_over)

    def _is_over(self) -> bool:
        return self._runtime.closing.is_over
