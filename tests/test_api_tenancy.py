"""Strangers and neighbours: nothing of theirs is read before they are known, nothing is shared."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.service import HOST, Api, small_document

JSON = {"Content-Type": "application/json"}
LARGE = b'{"problem_id": "x", "pins": [' + b"1.5, " * 200_000 + b"1]}"


@pytest.fixture(name="stranger")
def a_stranger(guarded_api: Api) -> TestClient:
    return TestClient(guarded_api.app, base_url=HOST, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("/v1/solves", b"{"),
        ("/v1/solves", LARGE),
        ("/v1/problems", b"{"),
        ("/v1/sweeps", b'{"nonsense": 1}'),
        ("/v1/publications", b"[]"),
    ],
)
def test_strangers_have_no_body_read(
    guarded_api: Api,
    stranger: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    content: bytes,
) -> None:
    """They would learn what is wrong with it, and could keep the service busy."""
    read: list[int] = []
    monkeypatch.setattr("api.web.exact.parsed", lambda body: read.append(len(body)))
    for sender in (stranger, guarded_api.as_role("researcher")):
        answer = sender.post(path, content=content, headers=JSON)
        expected = 401 if sender is stranger else 403
        assert answer.status_code == expected, answer.text
    assert read == []


def test_whoever_may_is_looked_up_and_counted_once(
    guarded_api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.people import rights

    asked: list[Any] = []
    real = rights.authenticated

    def counted(request: Any) -> Any:
        asked.append(request)
        return real(request)

    monkeypatch.setattr(rights, "authenticated", counted)
    assert guarded_api.as_role("coordinator").get("/v1/solves").status_code == 200
    assert len(asked) == 1


def test_a_long_body_is_read_all_the_same(guarded_api: Api) -> None:
    answer = guarded_api.as_role("coordinator").post("/v1/solves", content=LARGE, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_body")


def test_neighbours_share_no_problem_answer_or_key(guarded_api: Api) -> None:
    """The same bytes under the same key, in two consortia: each begins anew."""
    headers = {**JSON, "Idempotency-Key": "same"}
    seen: list[set[str]] = []
    for consortium in ("co-a", "co-b"):
        client = guarded_api.as_role("coordinator", consortium)
        problem = client.post("/v1/problems", content=small_document(), headers=JSON)
        assert problem.status_code == 201
        body = {"problem_id": problem.json()["id"]}
        solve = client.post("/v1/solves", json=body, headers=headers)
        assert "idempotent-replayed" not in solve.headers
        found = solve.json()
        assert (found["job_state"], found["answered_from"], found["position"]) == (
            "queued",
            None,
            1,
        )
        guarded_api.carry_out(found["id"])
        again = client.post("/v1/solves", json=body).json()
        assert (again["job_state"], again["answered_from"]) == ("done", found["id"])
        seen.append({problem.json()["id"], found["id"], again["id"]})
        told = "".join(
            client.get(path).text
            for path in ("/v1/problems", "/v1/solves", "/v1/audit", "/v1/metrics", "/v1/ready")
        )
        assert not [name for others in seen[:-1] for name in others if name in told]
        assert not [each for each in ("co-a", "co-b") if each in told]
    assert not seen[0] & seen[1]
