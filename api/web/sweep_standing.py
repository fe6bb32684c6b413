"""How sweeps stand: nothing of it is stored, all is derived from the solves they consist of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from api import moments
from api.jobs.states import LIVE, JobState
from api.storage.statements import all_rows
from api.storage.tables import solves
from api.web.showing import moment


@dataclass
class Standing:
    """The solves of one sweep, counted. `searched` ended after a search of their own."""

    counts: dict[str, int] = field(default_factory=dict)
    searched: int = 0
    started_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def runs(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    @property
    def live(self) -> int:
        """How many wait or are under way."""
        return sum(self.counts.get(each, 0) for each in LIVE)

    @property
    def done(self) -> int:
        """How many have ended, however they did."""
        return self.runs - self.live

    @property
    def state(self) -> str:
        """One word for all, of those for jobs."""
        counts = self.counts
        if self.live:
            begun = self.done or counts.get(JobState.SOLVING)
            return JobState.SOLVING.value if begun else JobState.QUEUED.value
        if counts.get(JobState.STOPPED):
            return JobState.STOPPED.value
        if counts.get(JobState.CANCELLED):
            return JobState.CANCELLED.value
        return JobState.DONE.value if counts.get(JobState.DONE) else JobState.FAILED.value

    @property
    def seconds_left(self) -> Decimal | None:
        """By the pace at which runs have ended since the first of them began; None without one."""
        if not self.live or not self.searched or self.started_at is None:
            return None
        passed = (moments.now() - self.started_at).total_seconds()
        return Decimal(f"{max(passed, 0.0) / self.searched * self.live:.1f}")


def standings(
    connection: Connection, consortium_id: str, sweep_ids: Sequence[str]
) -> dict[str, Standing]:
    """How sweeps stand, in one query for all."""
    answered = solves.c.answered_from.is_not(None)
    query = (
        select(
            solves.c.sweep_id,
            solves.c.job_state,
            answered.label("answered"),
            func.count().label("count"),
            func.count(solves.c.started_at).label("begun"),
            func.min(solves.c.started_at).label("started_at"),
            func.max(solves.c.finished_at).label("finished_at"),
        )
        .where(solves.c.consortium_id == consortium_id, solves.c.sweep_id.in_(list(sweep_ids)))
        .group_by(solves.c.sweep_id, solves.c.job_state, answered)
    )
    found = {sweep_id: Standing() for sweep_id in sweep_ids}
    for row in all_rows(connection, query):
        _count(found[row["sweep_id"]], row)
    return found


def sweep_view(row: RowMapping, standing: Standing) -> dict[str, Any]:
    """A sweep as it is answered."""
    own = f"/v1/sweeps/{row['id']}"
    request = {name: each for name, each in row["request"].items() if name != "provenance"}
    return {
        **{name: row[name] for name in ("id", "name", "note", "problem_id")},
        "state": standing.state,
        "runs": standing.runs,
        "done": standing.done,
        "counts": dict(sorted(standing.counts.items())),
        "seconds_left": standing.seconds_left,
        "request": request,
        "created_at": moment(row["created_at"]),
        "started_at": moment(standing.started_at),
        "finished_at": None if standing.live else moment(standing.finished_at),
        "links": {
            "self": own,
            "problem": f"/v1/problems/{row['problem_id']}",
            "solves": f"/v1/solves?sweep_id={row['id']}",
            "table": f"{own}/table",
        },
    }


def _count(standing: Standing, row: RowMapping) -> None:
    state = row["job_state"]
    standing.counts[state] = standing.counts.get(state, 0) + row["count"]
    if row["finished_at"] is not None:
        last = standing.finished_at or row["finished_at"]
        standing.finished_at = max(last, row["finished_at"])
    if row["answered"] or row["started_at"] is None:
        return
    first = standing.started_at or row["started_at"]
    standing.started_at = min(first, row["started_at"])
    if state not in LIVE:
        standing.searched += row["begun"]
