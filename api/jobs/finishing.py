"""What a job came to, from how its process ended: the last state, the result, or another try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from api.jobs.failures import WRONG_PLACE, failure
from api.jobs.lines import Task
from api.jobs.process import JobProcess
from api.jobs.states import JobState
from api.jobs.supervising import Bounds, End
from api.journal import note
from api.storage.jobs import Ending

JUDGING_SECONDS = 60.0
UNKNOWN = "unknown"
ENGINE_LOST = "engine_lost"
"""Why a try failed whose search was interrupted although nobody had asked for it."""

TOLD = ("code", "error", "frames")
"""What of a fault goes into the log: where it arose, never its words."""


@dataclass(frozen=True, slots=True)
class FailedTry:
    """It may well succeed at the next try: the fault lay around the job, or is not known.

    `otherwise` is what the job ends with where this was the last try, rather than with nothing.
    """

    reason: str
    otherwise: Ending | None = None


def ending_of(process: JobProcess, end: End, task: Task, bounds: Bounds) -> Ending | FailedTry:
    """How a job of ours ended.

    Ends that are nobody's result (not ours any more, handed back) are the caller's.
    """
    match end:
        case End.ANSWERED:
            return _answered(process)
        case End.FAULT:
            return _failed(process.fault or {}, task, bounds)
        case End.CANCELLED:
            return Ending(JobState.CANCELLED)
        case End.STOPPED:
            return _kept(process, end, task) or Ending(
                JobState.STOPPED, solve_result=UNKNOWN, verdict=UNKNOWN, proved=False
            )
        case End.TIME_LIMIT | End.MEMORY_LIMIT:
            return _kept(process, end, task) or _over_limit(end, bounds)
        case _:
            return FailedTry(process.death or end)


def _answered(process: JobProcess) -> Ending | FailedTry:
    answer = process.answer or {}
    stopped = process.was_asked_to_stop and not answer["proved"]
    entry = None if process.plan is None else process.plan.entry
    ending = Ending(
        JobState.STOPPED if stopped else JobState.DONE,
        document=answer["document"],
        solve_result=answer["status"],
        verdict=answer["verdict"],
        proved=answer["proved"],
        kept_from=entry if stopped else None,
    )
    if answer["interrupted"] and not process.was_asked_to_stop:
        # The job lives, its engine does not: the system takes the largest when memory is short.
        return FailedTry(ENGINE_LOST, None if answer["status"] == UNKNOWN else ending)
    return ending


def _failed(fault: Mapping[str, Any], task: Task, bounds: Bounds) -> Ending | FailedTry:
    note("job_fault", level="warning", **{name: fault.get(name) for name in TOLD})
    code, operation = str(fault.get("code")), task.order["operation"]
    if code == WRONG_PLACE:
        return FailedTry(str(fault.get("error")))
    if code == "unknown_operation":
        return Ending(JobState.SET_ASIDE, failure=failure(code, operation=operation))
    if code == "memory_limit":
        return _over_limit(End.MEMORY_LIMIT, bounds)
    return Ending(JobState.FAILED, failure=failure(code, fault.get("issues") or ()))


def _over_limit(end: End, bounds: Bounds) -> Ending:
    seconds, megabytes = f"{bounds.seconds:g}", f"{bounds.megabytes:.0f}"
    return Ending(JobState.FAILED, failure=failure(end, seconds=seconds, megabytes=megabytes))


def _kept(ended: JobProcess, end: End, task: Task) -> Ending | None:
    """The best plan that had been told, judged by a process of its own; None: there is none.

    A plan that nobody has checked would be worth nothing, so one that can not be judged is none.
    """
    plan = ended.plan
    if plan is None:
        return None
    order = {**task.order, "split": list(plan.rows)}

    def judging(folder: str) -> Task:
        return replace(task, folder=folder, order=order, kept=str(end))

    process = JobProcess(judging, nice=ended.nice)
    try:
        process.hear_to_the_end(JUDGING_SECONDS)
        answer = process.answer
        if answer is None:
            told = process.fault or {}
            note("kept_plan_lost", level="error", reason=process.death, error=told.get("error"))
            return None
    finally:
        process.close()
    return Ending(
        JobState.STOPPED if end is End.STOPPED else JobState.DONE,
        document=answer["document"],
        solve_result=answer["status"],
        verdict=answer["verdict"],
        proved=False,
        kept_from=plan.entry,
    )
