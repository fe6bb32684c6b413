"""The books of a service after faults: whatever was accepted ended once, with the right value."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import httpx2
from sqlalchemy import select

from api.storage.database import Database
from api.storage.tables import events, results, solves

LIVE = ("queued", "solving")
PAUSE_SECONDS = 0.05


def settled(address: str, seconds: float) -> None:
    """Wait until no job of a database is live."""
    database = Database(address)
    limit = time.monotonic() + seconds
    try:
        while True:
            with database.read() as connection:
                query = select(solves.c.id, solves.c.job_state).where(solves.c.job_state.in_(LIVE))
                left = connection.execute(query).all()
            if not left:
                return
            assert time.monotonic() < limit, f"still live: {left}"
            time.sleep(0.2)
    finally:
        database.close()


def check_books(address: str, accepted: Iterable[str], value: Fraction | int) -> None:
    """Nothing lost, nothing doubled, and every result has the one right, proved value."""
    expected = sorted(accepted)
    database = Database(address)
    try:
        with database.read() as connection:
            rows = connection.execute(select(solves.c.id, solves.c.job_state)).all()
            documents = dict(
                connection.execute(select(results.c.solve_id, results.c.document)).all()
            )
            ends = Counter(
                connection.execute(
                    select(events.c.solve_id).where(events.c.kind == "end")
                ).scalars()
            )
    finally:
        database.close()
    assert sorted(row.id for row in rows) == expected
    assert {row.job_state for row in rows} == {"done"}
    assert sorted(documents) == expected
    assert ends == dict.fromkeys(expected, 1)
    assert {first_goal(each) for each in documents.values()} == {(Fraction(value), True)}


def first_goal(document: str) -> tuple[Fraction, bool]:
    """The value of the first goal of a result and whether it is proved."""
    goal = json.loads(document, parse_float=str, parse_int=str)["goals"][0]
    return Fraction(goal["value"]), bool(goal["proved"])


class Client:
    """Asks until it is answered, as a careful client does: the same key with each repetition.

    `address` may change while it asks. `refused` counts the answers that were no acceptance.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.refused: Counter[int] = Counter()
        self.unanswered = 0

    def ask(self, key: str, body: dict[str, Any], *, seconds: float = 60.0) -> str:
        """The id of the solve that the key stands for; fails after so many seconds."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            try:
                answer = httpx2.post(
                    f"{self.address}/v1/solves",
                    json=body,
                    headers={"Idempotency-Key": key},
                    timeout=20,
                )
            except httpx2.HTTPError:
                self.unanswered += 1
            else:
                if answer.status_code == 202:
                    return str(answer.json()["id"])
                self.refused[answer.status_code] += 1
            time.sleep(PAUSE_SECONDS)
        raise AssertionError(f"not accepted: {dict(self.refused)}, unanswered {self.unanswered}")


def order(problem_id: str, goal: str, seed: int) -> dict[str, Any]:
    """A solve that is a question of its own: the seed makes it another one."""
    return {"problem_id": problem_id, "goals": [{"goal": goal}], "seed": seed}
