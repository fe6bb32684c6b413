"""The books of a service after faults: whatever was accepted ended once, with the right value."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import httpx2
from sqlalchemy import select

from api.storage.database import Database
from api.storage.tables import events, results, solves

LIVE = ("queued", "solving")
PAUSE_SECONDS = 0.05


def settled(address: str, seconds: float) -> None:
    """Wait until no job of a database is live; fails when for so many seconds none has ended."""
    database = Database(address)
    before, limit = -1, 0.0
    query = select(
        *(solves.c[name] for name in ("id", "job_state", "attempt", "tries", "worker_id", "phase"))
    ).where(solves.c.job_state.in_(LIVE))
    try:
        while True:
            with database.read() as connection:
                left = connection.execute(query).all()
            if not left:
                return
            if len(left) != before:
                before, limit = len(left), time.monotonic() + seconds
            assert time.monotonic() < limit, f"still live: {left}"
            time.sleep(0.2)
    finally:
        database.close()


def check_books(address: str, accepted: Iterable[str], value: Fraction | int) -> None:
    """Nothing lost, nothing doubled, and every result has the one right, proved value."""
    documents = check_ends(address, accepted)
    assert {first_goal(each) for each in documents.values()} == {(Fraction(value), True)}


def check_ends(address: str, accepted: Iterable[str]) -> dict[str, str]:
    """Whatever was accepted, and nothing else, is done, with one end and one result: these."""
    expected = sorted(accepted)
    database = Database(address)
    try:
        with database.read() as connection:
            rows = connection.execute(
                select(solves.c.id, solves.c.job_state, solves.c.last_event)
            ).all()
            documents = dict(
                connection.execute(select(results.c.solve_id, results.c.document)).all()
            )
            told = connection.execute(
                select(events.c.solve_id, events.c.number, events.c.kind).order_by(
                    events.c.solve_id, events.c.number
                )
            ).all()
    finally:
        database.close()
    assert sorted(row.id for row in rows) == expected
    assert {row.job_state for row in rows} == {"done"}
    assert sorted(documents) == expected
    for row in rows:
        numbers, kinds = zip(
            *((each.number, each.kind) for each in told if each.solve_id == row.id), strict=True
        )
        assert numbers == tuple(range(1, row.last_event + 1))
        assert kinds[0] == "queued"
        assert [place for place, kind in enumerate(kinds, 1) if kind == "end"] == [len(kinds)]
    return {str(name): str(document) for name, document in documents.items()}


def first_goal(document: str) -> tuple[Fraction, bool]:
    """The value of the first goal of a result and whether it is proved."""
    goal = json.loads(document, parse_float=str, parse_int=str)["goals"][0]
    return Fraction(goal["value"]), bool(goal["proved"])


class Client:
    """Asks until it is answered, as a careful client does: the same key with each repetition.

    `http` knows the service's address, and has a connection already when a moment matters.
    `refused` counts the answers that were no acceptance, `unanswered` the requests without any
    answer; of these `cut` had reached the service, and `replayed` were accepted all the same.
    """

    def __init__(self, http: httpx2.Client) -> None:
        self.http = http
        self.refused: Counter[int] = Counter()
        self.unanswered = 0
        self.cut = 0
        self.replayed = 0

    def ask(self, key: str, body: dict[str, Any], *, seconds: float = 60.0) -> str:
        """The id of the solve that the key stands for; fails after so many seconds."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            try:
                answer = self.http.post("/v1/solves", json=body, headers={"Idempotency-Key": key})
            except httpx2.HTTPError as error:
                self.unanswered += 1
                self.cut += not isinstance(error, httpx2.ConnectError)
            else:
                if answer.status_code == 202:
                    self.replayed += "Idempotent-Replayed" in answer.headers
                    return str(answer.json()["id"])
                self.refused[answer.status_code] += 1
            time.sleep(PAUSE_SECONDS)
        raise AssertionError(f"not accepted: {dict(self.refused)}, unanswered {self.unanswered}")

    def seconds_to_accept(self, problem_id: str, goal: str) -> tuple[float, set[str]]:
        """How long an acceptance takes here and now, and the ids of those that it took to see."""
        spent, accepted = [], set()
        for number in range(3):
            began = time.monotonic()
            accepted.add(self.ask(f"timed-{number}", order(problem_id, goal, 10**6 + number)))
            spent.append(time.monotonic() - began)
        return sorted(spent)[1], accepted


def order(problem_id: str, goal: str, seed: int) -> dict[str, Any]:
    """A solve that is a question of its own: the seed makes it another one."""
    return {"problem_id": problem_id, "goals": [{"goal": goal}], "seed": seed}


@contextmanager
def asked_meanwhile(
    client: Client, problem_id: str, goal: str, *, pause: float = 0.5, seconds: float = 60.0
) -> Iterator[set[str]]:
    """One solve after the other is asked for by another thread; the ids of those accepted."""
    accepted: set[str] = set()
    ending = threading.Event()

    def ask() -> None:
        number = 0
        while not ending.is_set():
            body = order(problem_id, goal, number)
            accepted.add(client.ask(f"meanwhile-{number}", body, seconds=seconds))
            number += 1
            ending.wait(pause)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield accepted
    finally:
        ending.set()
        asking.join()
