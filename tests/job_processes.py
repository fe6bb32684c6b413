"""Jobs as tests ask for them, and waiting until something has come true. Workers: another file."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import RowMapping, func, select

from allocator.problem.problem import Problem
from allocator.reading.document_writing import document_text
from api.jobs.orders import CONTRACT, order_json
from api.jobs.queue import enqueue_solve, prepare_queue, queue_client
from api.jobs.states import ENDED
from api.storage import consortia, problems, results, solves
from api.storage.database import Database
from api.storage.problems import NewProblem
from api.storage.solves import NewSolve
from api.storage.tables import events as events_table
from api.storage.tables import results as results_table
from api.storage.tables import solves as solves_table
from tests import builders

Found = TypeVar("Found")

HIGH, NORMAL, LOW = 1, 2, 3

QUICK = {"goals": [{"goal": "cost"}]}
"""A search that is over in a fifth of a second on a small problem."""

LONG = {"goals": [{"goal": "smallest_ratio"}]}
LONG_OPTIONS = {"backend": "cpsat", "limits": {"workers": 1}}
"""A search of the hard problem that goes on for minutes, with plans from the start."""


def for_seconds(seconds: float) -> dict[str, Any]:
    """Options with which the same search is over after so long, with the best plan until then."""
    return {"backend": "cpsat", "limits": {"workers": 1, "time_seconds": str(seconds)}}


def small_problem() -> Problem:
    """Two components, two members; the least cost is 100 * 10 + 12 * 10 = 1120 PLN."""
    return builders.problem(
        components={"C1": 100, "C2": 12}, members={"M1": {}, "M2": {}}, budget=2000
    )


@cache
def hard_text() -> str:
    """Sixteen lots of odd values for five members with equal targets, as JSON text.

    To share them out evenly is a matter of seconds, to prove that it can not be done better one of
    minutes: there are 5 ** 16 ways.
    """
    draw = random.Random(7)
    costs = {f"C{number}": f"{draw.randint(10**6, 5 * 10**6)}e-2" for number in range(16)}
    members = {f"M{number}": {"target_share_pct": 20} for number in range(5)}
    made = builders.problem(
        components={each: {"quantity": 1, "splittable": False} for each in costs},
        members=members,
        offers={f"{member}:{each}": costs[each] for member in members for each in costs},
        budget=10**6,
    )
    return document_text(made.tables)


class Jobs:
    """A database with a queue and one problem for each consortium, and what tests ask of it."""

    def __init__(self, database: Database) -> None:
        prepare_queue(database)
        self.database = database
        self.client = queue_client(database)

    def problem(self, text: str | None = None, *, consortium_id: str = "A") -> str:
        """Keep a problem (the small one) for a consortium; its id."""
        document = document_text(small_problem().tables) if text is None else text
        with self.database.write() as connection:
            consortia.ensure(connection, consortium_id)
            digest = f"{hash(document):064x}"[-64:]
            row, _ = problems.add(
                connection,
                consortium_id,
                NewProblem(document, digest, digest, digest, {}, created_by="local"),
            )
        return str(row["id"])

    def ask(
        self,
        problem_id: str,
        *,
        consortium_id: str = "A",
        operation: str = "solve",
        asked: Mapping[str, Any] | None = None,
        options: Mapping[str, Any] | None = None,
        priority: int = NORMAL,
        contract: int = CONTRACT,
        queued: bool = True,
    ) -> str:
        """Ask for a job as the API does: row and queue entry in one transaction; its id."""
        order = order_json(operation, asked=asked or QUICK, options=options or {})
        new = NewSolve(
            problem_id=problem_id,
            operation=operation,
            order=order,
            effective={},
            problem_digest="0" * 64,
            request_key="0" * 64,
            contract=contract,
            priority=priority,
            created_by="local",
        )
        with self.database.write() as connection:
            row = solves.add(connection, consortium_id, new)
            if queued:
                enqueue_solve(connection, self.client, row)
        return str(row["id"])

    def wish(self, solve_id: str, what: str, *, consortium_id: str = "A") -> None:
        """Ask a job to stop or cancel."""
        with self.database.write() as connection:
            solves.wish(connection, consortium_id, solve_id, what)

    def row(self, solve_id: str) -> RowMapping:
        """A solve as it is now."""
        with self.database.read() as connection:
            query = select(solves_table).where(solves_table.c.id == solve_id)
            return connection.execute(query).mappings().one()

    def events(self, solve_id: str) -> list[RowMapping]:
        """A solve's events, in order."""
        with self.database.read() as connection:
            query = select(events_table).where(events_table.c.solve_id == solve_id)
            rows = connection.execute(query.order_by(events_table.c.number)).mappings()
            return list(rows)

    def kinds(self, solve_id: str) -> list[str]:
        """The kinds of a solve's events."""
        return [str(each["kind"]) for each in self.events(solve_id)]

    def document(self, solve_id: str) -> Any:
        """A solve's result; None where there is none."""
        row = self.row(solve_id)
        with self.database.read() as connection:
            found = results.one(connection, row["consortium_id"], solve_id)
        return None if found is None else json.loads(found["document"])

    def wait(self, solve_id: str, *states: str, seconds: float = 30.0) -> RowMapping:
        """Wait until a job has one of these states (any end); its row then."""
        wanted = states or ENDED

        def there() -> RowMapping | None:
            row = self.row(solve_id)
            return row if row["job_state"] in wanted else None

        return until(there, seconds=seconds, about=lambda: dict(self.row(solve_id)))

    def wait_for_all(self, *, seconds: float = 60.0) -> dict[str, int]:
        """Wait until no job is live; how many there are in each state."""

        def over() -> dict[str, int] | None:
            counts = self.counts()
            return None if {"queued", "solving"} & set(counts) else counts

        return until(over, seconds=seconds, about=self.counts)

    def counts(self) -> dict[str, int]:
        """How many solves there are in each state."""
        query = select(solves_table.c.job_state, func.count()).group_by(solves_table.c.job_state)
        with self.database.read() as connection:
            return {str(state): int(count) for state, count in connection.execute(query)}

    def check_effects(self) -> None:
        """Nothing lost, nothing doubled: one end for each job, one result for each that is done."""
        with self.database.read() as connection:
            rows = connection.execute(select(solves_table)).mappings().all()
            kept = set(connection.execute(select(results_table.c.solve_id)).scalars())
            ends: dict[str, int] = {}
            for solve_id, kind in connection.execute(
                select(events_table.c.solve_id, events_table.c.kind)
            ):
                ends[solve_id] = ends.get(solve_id, 0) + (kind == "end")
        for row in rows:
            assert row["job_state"] in ENDED, dict(row)
            assert ends[row["id"]] == 1, dict(row)
            # One that is done has a result, also where that is that nothing was found in time.
            known = row["solve_result"] not in (None, "unknown")
            assert (row["id"] in kept) == (row["job_state"] == "done" or known), dict(row)


def until(
    found: Callable[[], Found | None],
    *,
    seconds: float = 20.0,
    about: Callable[[], object] = lambda: "",
) -> Found:
    """What is found at last; fails after so long, telling `about` it."""
    latest = time.monotonic() + seconds
    while time.monotonic() < latest:
        answer = found()
        if answer:
            return answer
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {about()}")
