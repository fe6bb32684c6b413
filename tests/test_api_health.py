"""How the service says that it is up, that it is ready, and what it does."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text, update

from api import moments
from api.storage.database import Database
from api.storage.tables import solves, workers
from api.web.metrics import Metrics
from api.web.routes import health
from tests.service import Api, served
from tests.storage_cases import fill

LINE = re.compile(r"(\w+)(\{.*\})? (\S+)")


def figures(api: Api, **headers: str) -> dict[str, float]:
    response = api.client.get("/v1/metrics", headers=headers)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    return dict(parsed(response.text))


def parsed(content: str) -> Iterator[tuple[str, float]]:
    for line in content.splitlines():
        if not line.startswith("#"):
            found = LINE.fullmatch(line)
            assert found is not None, line
            yield found[1] + (found[2] or ""), float(found[3])


def worker_lives(database: Database, seconds: float) -> None:
    with database.write() as connection:
        values = {"id": f"w{seconds}", "generation": 1, "facts": {}, "started_at": moments.now()}
        connection.execute(insert(workers).values(lease_until=moments.ahead(seconds), **values))


def test_up_without_asking_anybody(guarded_api: Api) -> None:
    response = guarded_api.client.get("/v1/health")
    assert (response.status_code, response.json()) == (200, {"status": "up"})
    assert response.headers["cache-control"] == "no-store"
    assert guarded_api.client.get("/v1/health", headers={"Accept": "text/html"}).status_code == 406


def test_ready_part_by_part(both_api: Api) -> None:
    found = both_api.client.get("/v1/ready")
    parts = {
        "database": {"ok": True},
        "tables": {"ok": True},
        "workshop": {"ok": True},
        "workers": {"ok": False, "alive": 0},
    }
    assert (found.status_code, found.json()) == (200, {"ready": True, "parts": parts})
    worker_lives(both_api.database, 30)
    worker_lives(both_api.database, -1)
    parts["workers"] = {"ok": True, "alive": 1}
    assert both_api.client.get("/v1/ready").json() == {"ready": True, "parts": parts}


def test_not_ready_with_tables_of_another_release(both_api: Api) -> None:
    with both_api.database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'other'"))
    found = both_api.client.get("/v1/ready")
    assert (found.status_code, found.json()["ready"]) == (503, False)
    oks = {name: each["ok"] for name, each in found.json()["parts"].items()}
    assert oks == {"database": True, "tables": False, "workshop": True, "workers": False}


def test_not_ready_without_a_database(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(self: Database) -> Any:
        raise ConnectionError("a password stands here")

    monkeypatch.setattr(Database, "read", away)
    found = api.client.get("/v1/ready")
    assert found.status_code == 503
    assert not any(found.json()["parts"][name]["ok"] for name in ("database", "tables"))
    assert "ConnectionError" in caplog.text
    assert "password" not in found.text + caplog.text


def test_a_database_that_hangs_holds_up_nobody(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(health, "state_of", lambda database: time.sleep(1))
    began = time.monotonic()
    assert api.client.get("/v1/ready").status_code == 503
    assert time.monotonic() - began < 0.8


def test_requests_by_the_template_of_their_route(api: Api) -> None:
    for number in range(3):
        api.client.get(f"/v1/problems/pr-{number}")
    api.client.get("/v1/health")
    api.client.get("/nowhere/at/all")
    api.client.request("BREW", "/v1/health")
    found = figures(api)

    def count(method: str, route: str, status: int) -> float:
        labels = f'{{method="{method}",route="{route}",status="{status}"}}'
        return found[f"allocator_requests_total{labels}"]

    assert count("GET", "/v1/problems/{problem_id}", 404) == 3
    assert count("GET", "/v1/health", 200) == 1
    assert count("GET", "unmatched", 404) == 1
    assert any(name.startswith('allocator_requests_total{method="other"') for name in found)
    assert found['allocator_request_seconds_count{route="/v1/problems/{problem_id}"}'] == 3
    assert found["process_resident_memory_bytes"] > 0


def test_jobs_and_workers_from_the_database(both_api: Api) -> None:
    first = both_api.post_solve()
    both_api.solved(policy="even")
    with both_api.database.write() as connection:
        earlier = moments.now() - timedelta(seconds=100)
        connection.execute(
            update(solves).where(solves.c.id == first["id"]).values(queued_at=earlier)
        )
    worker_lives(both_api.database, 30)
    found = figures(both_api)
    assert found["allocator_database_up"] == 1
    assert found['allocator_jobs{state="queued"}'] == 1
    assert found['allocator_jobs{state="done"}'] == 1
    assert found['allocator_jobs{state="failed"}'] == 0
    assert found["allocator_workers"] == 1
    assert found["allocator_streams"] == 0
    assert 100 <= found["allocator_queue_age_seconds"] < 130
    assert found['allocator_solve_seconds_count{operation="solve"}'] == 1
    # Each job is counted once however often somebody looks.
    assert figures(both_api)['allocator_solve_seconds_count{operation="solve"}'] == 1
    both_api.carry_out(first["id"])
    again = figures(both_api)
    assert again['allocator_solve_seconds_count{operation="solve"}'] == 2
    assert again["allocator_queue_age_seconds"] == 0


def test_what_was_answered_from_the_store_took_no_time(api: Api) -> None:
    problem_id = api.post_problem()["id"]
    api.solved(problem_id)
    assert api.post_solve(problem_id)["job_state"] == "done"
    found = figures(api)
    assert found['allocator_jobs{state="done"}'] == 2
    assert found['allocator_solve_seconds_count{operation="solve"}'] == 1


def test_any_process_tells_the_same_of_jobs(api: Api, tmp_path: Path) -> None:
    api.solved()
    own = figures(api)
    with served(api.database, tmp_path) as other:
        theirs = figures(other)
    for name in own:
        if name.startswith(("allocator_jobs", "allocator_workers", "allocator_queue")):
            assert theirs[name] == own[name]


def test_nothing_tells_one_consortium_from_another(guarded_api: Api) -> None:
    made = fill(guarded_api.database)
    client = guarded_api.as_role("admin")
    assert guarded_api.client.get("/v1/metrics").status_code == 401
    for role in ("coordinator", "member", "researcher"):
        assert guarded_api.as_role(role).get("/v1/metrics").status_code == 403
    content = client.get("/v1/metrics").text
    for name in (*made.values(), "co-1111", "co-test", "Żubr", "31.4159"):
        assert name not in content


def test_a_database_that_is_away_leaves_the_rest(
    sqlite_database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    metrics = Metrics()
    away = Database(f"sqlite:///{tmp_path / 'no' / 'such.sqlite'}")
    found = dict(parsed(metrics.text(away, streams=2).decode()))
    assert (found["allocator_database_up"], found["allocator_streams"]) == (0, 2)
    assert "figures can not be read" in caplog.text
    found = dict(parsed(metrics.text(sqlite_database, streams=0).decode()))
    assert (found["allocator_database_up"], found["allocator_workers"]) == (1, 0)
