"""Requests at the same moment: one effect for one key, nothing that rests on what is gone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from api.faults import Refusal
from api.storage import problems, publications, solves, sweeps
from api.storage import tables as stored
from api.storage.database import Database
from api.storage.jobs import Ending, Job, begin, finish
from api.storage.leases import Holder
from tests.service import Api
from tests.storage_cases import CONSORTIUM, done, fill

THREADS = 20


def at_once(count: int, ask: Callable[[int], Any]) -> list[Any]:
    """What so many threads get that begin together."""
    start = threading.Barrier(count)

    def one(number: int) -> Any:
        start.wait()
        return ask(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def rows(database: Database, name: str) -> int:
    with database.read() as connection:
        table = stored.metadata.tables[name]
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_twenty_at_once_under_one_key_have_one_effect(both_api: Api) -> None:
    body = {"problem_id": both_api.post_problem()["id"], "policy": "balanced"}
    headers = {"Idempotency-Key": "twenty"}
    found = at_once(
        THREADS, lambda _: both_api.client.post("/v1/solves", json=body, headers=headers)
    )
    assert {each.status_code for each in found} <= {202, 503}
    kept = [each for each in found if each.status_code == 202]
    assert len({each.json()["id"] for each in kept}) == 1
    assert sum("idempotent-replayed" not in each.headers for each in kept) == 1
    assert rows(both_api.database, "solves") == 1
    assert rows(both_api.database, "audit") == 2  # of the problem and of the solve


def test_of_two_drafts_published_at_once_one_is_superseded(both_api: Api) -> None:
    client, problem = both_api.client, both_api.post_problem()["id"]
    drafts = [
        client.post(
            "/v1/publications", json={"solve_id": both_api.solved(problem, seed=seed)["id"]}
        )
        for seed in (1, 2)
    ]
    ids = [each.json()["id"] for each in drafts]
    found = at_once(2, lambda number: client.post(f"/v1/publications/{ids[number]}/publish"))
    assert [each.status_code for each in found] == [200, 200]
    states = [client.get(f"/v1/publications/{each}").json()["state"] for each in ids]
    assert sorted(states) == ["published", "superseded"]


def test_one_draft_is_published_once(both_api: Api) -> None:
    solve_id = both_api.solved()["id"]
    made = at_once(
        4, lambda _: both_api.client.post("/v1/publications", json={"solve_id": solve_id})
    )
    assert sorted(each.status_code for each in made) == [200, 200, 200, 201]
    (name,) = {each.json()["id"] for each in made}
    found = at_once(4, lambda _: both_api.client.post(f"/v1/publications/{name}/publish"))
    assert sorted(each.status_code for each in found) == [200, 409, 409, 409]


REMOVALS: dict[str, Callable[..., Any]] = {
    "solve": lambda connection, made: solves.remove(connection, CONSORTIUM, made["solve"]),
    "sweep": lambda connection, made: sweeps.remove(connection, CONSORTIUM, made["sweep"]),
    "problem": lambda connection, made: problems.remove(connection, CONSORTIUM, made["problem"]),
}


def made_solve(database: Database) -> dict[str, str]:
    """An ended solve of a sweep that nothing rests on."""
    fill(database)
    with database.write() as connection:
        base = problems.listed(connection, CONSORTIUM).rows[-1]
        connection.execute(stored.publications.delete())
        connection.execute(
            stored.solves.update().values(job_state="cancelled", finished_at=base["created_at"])
        )
        sweep = sweeps.add(connection, CONSORTIUM, sweeps.NewSweep(base["id"], {}, "token:tk-1"))
        row = done(connection, CONSORTIUM, base["id"], sweep_id=sweep["id"])
    return {"solve": row["id"], "sweep": sweep["id"], "problem": base["id"]}


@pytest.mark.parametrize("kind", sorted(REMOVALS))
def test_nothing_is_published_of_a_solve_that_is_being_deleted(
    database: Database, kind: str
) -> None:
    """The one who comes second waits, and then finds nothing to publish."""
    made = made_solve(database)
    with database.read() as connection:
        solve = solves.one(connection, CONSORTIUM, made["solve"])
    refused: list[str] = []

    def draft() -> None:
        try:
            with database.write() as connection:
                publications.draft(connection, CONSORTIUM, solve, note="", created_by="x")
        except Refusal as refusal:
            refused.append(refusal.code)

    second = threading.Thread(target=draft)
    with database.write() as connection:
        assert REMOVALS[kind](connection, made) is None
        second.start()
        second.join(0.3)
        assert second.is_alive()
    second.join()
    assert refused == ["not_found"]
    assert rows(database, "publications") == 0


@pytest.mark.parametrize("kind", sorted(REMOVALS))
def test_nothing_is_deleted_while_a_draft_of_it_is_made(database: Database, kind: str) -> None:
    made = made_solve(database)
    kept: list[Any] = []

    def remove() -> None:
        with database.write() as connection:
            kept.append(REMOVALS[kind](connection, made))

    second = threading.Thread(target=remove)
    with database.write() as connection:
        solve = solves.one(connection, CONSORTIUM, made["solve"])
        publications.draft(connection, CONSORTIUM, solve, note="", created_by="x")
        second.start()
        second.join(0.3)
        assert second.is_alive()
    second.join()
    assert kept == ["published"]
    with database.read() as connection:
        assert solves.one(connection, CONSORTIUM, made["solve"]) is not None


def begun(api: Api) -> tuple[str, Job]:
    solve_id = api.post_solve()["id"]
    job = Job(solve_id, 1, Holder("test", 1))
    with api.database.write() as connection:
        assert begin(connection, job) is not None
    return solve_id, job


def test_a_job_that_ends_after_its_cancellation_leaves_nothing(both_api: Api) -> None:
    """Whoever was told that it is being cancelled must not find it published a moment later."""
    solve_id, job = begun(both_api)
    answer = both_api.client.delete(f"/v1/solves/{solve_id}")
    assert (answer.status_code, answer.json()["stop_wish"]) == (202, "cancel")
    with both_api.database.write() as connection:
        assert finish(connection, job, Ending("done", "{}", "optimal", "fits", proved=True))
    found = both_api.client.get(f"/v1/solves/{solve_id}").json()
    assert (found["job_state"], found["solve_result"]) == ("cancelled", None)
    assert both_api.client.get(f"/v1/solves/{solve_id}/result").status_code == 409
    assert both_api.client.delete(f"/v1/solves/{solve_id}").status_code == 204


def test_deleting_while_it_ends_leaves_it_cancelled_or_gone(both_api: Api) -> None:
    problem_id = both_api.post_problem()["id"]
    for seed in range(5):
        solve_id = both_api.post_solve(problem_id, seed=seed, fresh=True)["id"]
        job = Job(solve_id, 1, Holder("test", 1))
        with both_api.database.write() as connection:
            begin(connection, job)

        def end(job: Job = job) -> int:
            with both_api.database.write() as connection:
                finish(connection, job, Ending("done", "{}", "optimal", "fits", proved=True))
            return 0

        def ask(number: int, solve_id: str = solve_id, end: Callable[[], int] = end) -> int:
            return end() if number else both_api.client.delete(f"/v1/solves/{solve_id}").status_code

        status, _ = at_once(2, ask)
        left = both_api.client.get(f"/v1/solves/{solve_id}")
        expected = {202: (200, "cancelled"), 204: (404, None)}[status]
        assert (left.status_code, left.json().get("job_state")) == expected


def test_pages_miss_nothing_while_rows_are_added(both_api: Api) -> None:
    problem_id = both_api.post_problem()["id"]
    before = [both_api.post_solve(problem_id, seed=seed)["id"] for seed in range(5)]
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = both_api.client.get("/v1/solves", params=query).json()
        seen += [each["id"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
        both_api.post_solve(problem_id, seed=10 + len(seen))
        if len(seen) == 2:
            # The row that the cursor leads from may go meanwhile.
            both_api.client.delete(f"/v1/solves/{seen[-1]}")
            assert both_api.client.delete(f"/v1/solves/{seen[-1]}").status_code == 204
    assert seen == before[::-1]


def test_a_problem_with_a_waiting_job_stays(both_api: Api) -> None:
    solve = both_api.post_solve()
    place = f"/v1/problems/{solve['problem_id']}"
    assert both_api.client.delete(place).json()["code"] == "still_live"
    assert both_api.client.post(f"/v1/solves/{solve['id']}/stop").json()["job_state"] == "stopped"
    assert both_api.client.delete(place).status_code == 204
    assert both_api.client.get(f"/v1/solves/{solve['id']}").status_code == 404
