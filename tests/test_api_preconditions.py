"""What a request must keep: the version that it means, limits, a depth of its body."""

from __future__ import annotations

import pytest

from tests.service import Api


@pytest.mark.parametrize("kind", ["problems", "solves", "sweeps"])
def test_who_names_a_version_changes_that_one_only(both_api: Api, kind: str) -> None:
    """Two people rename at the same time: the second is told, and nothing of the first is lost."""
    client, problem_id = both_api.client, both_api.post_problem()["id"]
    body = {"problem_id": problem_id}
    place = f"/v1/problems/{problem_id}"
    if kind != "problems":
        place = client.post(f"/v1/{kind}", json=body).headers["location"]
    tag = {"If-Match": client.get(place).headers["etag"]}
    first = client.patch(place, json={"name": "pierwsza"}, headers=tag)
    assert first.status_code == 200
    for late in (
        client.patch(place, json={"name": "druga"}, headers=tag),
        client.delete(place, headers=tag),
    ):
        assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
        assert late.headers["etag"] == first.headers["etag"]
    assert client.get(place).json()["name"] == "pierwsza"
    present = {"If-Match": f'"x", {first.headers["etag"]}'}
    assert client.patch(place, json={"note": "x"}, headers=present).status_code == 200
    assert client.patch(place, json={"note": "y"}, headers={"If-Match": "*"}).status_code == 200


@pytest.mark.parametrize(
    ("limits", "code", "column"),
    [
        ({"time_seconds": "abc"}, "bad_input", "limits.time_seconds"),
        ({"time_seconds": "sNaN"}, "bad_input", "limits.time_seconds"),
        ({"time_seconds": "1/0"}, "bad_input", "limits.time_seconds"),
        ({"time_seconds": "36001/10"}, "above_ceiling", ""),
        ({"time_seconds": "1e400"}, "above_ceiling", ""),
        ({"workers": 65}, "above_ceiling", ""),
        ({"workers": 10**40}, "above_ceiling", ""),
    ],
)
def test_limits_that_are_none_or_too_wide(
    api: Api, limits: dict[str, object], code: str, column: str
) -> None:
    body = {"problem_id": api.post_problem()["id"], "limits": limits}
    answer = api.client.post("/v1/solves", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert [each["column"] for each in answer.json()["issues"]] == ([column] if column else [])


def test_a_third_of_a_second_is_a_limit(api: Api) -> None:
    found = api.post_solve(limits={"time_seconds": "1/3"})
    assert found["job_state"] == "queued"


def test_bodies_that_are_nested_too_deep_are_told_so(api: Api) -> None:
    for depth in (60, 62, 63, 70, 900, 50_000):
        inner = "[" * depth + "]" * depth
        text = f'{{"problem_id": "pr-1", "settings": {{"a": {inner}}}}}'
        answer = api.client.post(
            "/v1/solves", content=text, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == (404 if depth < 63 else 422), depth
