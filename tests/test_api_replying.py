"""The same request twice has one effect: Idempotency-Key, kept together with the effect."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from api.moments import now
from api.storage import replies
from tests.service import WORKBOOK, Api, small_document

KEY = {"Idempotency-Key": "abc-1"}


def posted(api: Api, problem_id: str, headers: dict[str, str] | None = None, **body: Any) -> Any:
    sent = {"problem_id": problem_id, **body}
    return api.client.post("/v1/solves", json=sent, headers=KEY if headers is None else headers)


def test_a_repeated_request_gets_the_same_answer_and_has_one_effect(both_api: Api) -> None:
    problem_id = both_api.post_problem()["id"]
    first, again = posted(both_api, problem_id), posted(both_api, problem_id)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.text == again.text
    assert first.headers["location"] == again.headers["location"]
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert len(both_api.client.get("/v1/solves").json()["items"]) == 1
    other = posted(both_api, problem_id, {"Idempotency-Key": "abc-2"})
    assert other.json()["id"] != first.json()["id"]


def test_a_key_belongs_to_one_request(both_api: Api) -> None:
    problem_id = both_api.post_problem()["id"]
    posted(both_api, problem_id)
    for response in (
        posted(both_api, problem_id, seed=1),
        both_api.client.post("/v1/problems/x/scenarios", json={"scenario_id": "S1"}, headers=KEY),
    ):
        assert (response.status_code, response.json()["code"]) == (422, "idempotency_reused")
    assert len(both_api.client.get("/v1/solves").json()["items"]) == 1


def test_a_refused_request_leaves_its_key_free(both_api: Api) -> None:
    problem_id = both_api.post_problem()["id"]
    assert posted(both_api, problem_id, policy="nonsense").status_code == 422
    assert posted(both_api, problem_id, policy="even").status_code == 202


def test_uploads_are_known_by_their_content(api: Api, tmp_path: Any) -> None:
    from allocator.reading import read_problem, write_workbook

    (tmp_path / "small.json").write_text(small_document(), encoding="utf-8")
    write_workbook(read_problem(tmp_path / "small.json").tables, tmp_path / "small.xlsx")
    data = (tmp_path / "small.xlsx").read_bytes()
    # A form has another boundary each time.
    first, again = (
        api.client.post("/v1/problems", files={"file": ("a.xlsx", data, WORKBOOK)}, headers=KEY)
        for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotent-replayed"] == "true"
    renamed = api.client.post(
        "/v1/problems",
        files={"file": ("a.xlsx", data, WORKBOOK)},
        data={"name": "inna"},
        headers=KEY,
    )
    assert renamed.status_code == 422


def test_stopping_is_repeatable(api: Api) -> None:
    place = f"/v1/solves/{api.post_solve()['id']}/stop"
    assert api.client.post(place, headers=KEY).status_code == 202
    assert api.client.post(place, headers=KEY).headers["idempotent-replayed"] == "true"
    assert api.client.post(place).status_code == 409


def test_the_same_request_many_times_at_once_has_one_effect(both_api: Api) -> None:
    problem_id = both_api.post_problem()["id"]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: posted(both_api, problem_id), range(6)))
    assert {each.status_code for each in found} == {202}
    assert len({each.json()["id"] for each in found}) == 1
    assert len(both_api.client.get("/v1/solves").json()["items"]) == 1


def test_the_same_problem_many_times_at_once_is_stored_once(both_api: Api) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: both_api.post_problem()["id"], range(4)))
    assert len(set(found)) == 1


def test_keys_are_those_of_one_token(guarded_api: Api) -> None:
    headers = {"Content-Type": "application/json", **KEY}
    found = [
        guarded_api.as_role("coordinator", "co-test").post(
            "/v1/problems", content=small_document(budget=each), headers=headers
        )
        for each in (100, 200)
    ]
    assert [each.status_code for each in found] == [201, 201]


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a b"])
def test_keys_that_are_none(api: Api, key: str) -> None:
    response = posted(api, api.post_problem()["id"], {"Idempotency-Key": key})
    assert (response.status_code, response.json()["code"]) == (422, "bad_idempotency_key")


def test_a_key_is_free_again_when_its_reply_is_forgotten(api: Api) -> None:
    problem_id = api.post_problem()["id"]
    posted(api, problem_id)
    with api.database.write() as connection:
        assert replies.forget(connection, now() - timedelta(hours=24)) == 0
        assert replies.forget(connection, now() + timedelta(seconds=1)) == 1
    assert posted(api, problem_id, seed=3).status_code == 202
