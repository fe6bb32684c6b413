"""Three answers that are never mixed: how the job stands, what the search found, what it means."""

from __future__ import annotations

from enum import StrEnum


class JobState(StrEnum):
    """How a job stands. What came out is told by `solve_result`, what it means by `verdict`."""

    QUEUED = "queued"
    SOLVING = "solving"
    DONE = "done"  # it ended by itself; infeasible is an answer, too
    STOPPED = "stopped"  # somebody asked it to end; the best plan known is kept
    CANCELLED = "cancelled"  # somebody withdrew it; nothing is kept
    FAILED = "failed"  # it can not be carried out; `failure` says why
    SET_ASIDE = "set_aside"  # it failed several times, or is of another version


LIVE = (JobState.QUEUED, JobState.SOLVING)
ENDED = tuple(each for each in JobState if each not in LIVE)


class Wish(StrEnum):
    """What somebody asked of a live job; its worker looks several times a second."""

    STOP = "stop"
    CANCEL = "cancel"


class Priority(StrEnum):
    """Classes of jobs of one consortium: people wait for the first, a sweep can wait."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"
