"""Publications: draft, published, superseded; members answer for themselves, and see no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.service import Api, small_document

JSON = {"Content-Type": "application/json"}


@dataclass
class House:
    """A consortium with a coordinator, two members and a researcher."""

    api: Api
    coordinator: TestClient
    first: TestClient
    second: TestClient

    def problem(self, document: str | None = None) -> str:
        content = document or small_document()
        found = self.coordinator.post("/v1/problems", content=content, headers=JSON)
        return str(found.json()["id"])

    def solve(self, problem_id: str | None = None, **body: Any) -> str:
        asked = {"problem_id": problem_id or self.problem(), **body}
        return str(self.coordinator.post("/v1/solves", json=asked).json()["id"])

    def solved(self, problem_id: str | None = None, **body: Any) -> str:
        solve_id = self.solve(problem_id, **body)
        self.api.carry_out(solve_id)
        return solve_id

    def draft(self, solve_id: str) -> str:
        response = self.coordinator.post("/v1/publications", json={"solve_id": solve_id})
        assert response.status_code == 201, response.text
        assert response.headers["location"].endswith(response.json()["id"])
        return str(response.json()["id"])

    def published(self, problem_id: str | None = None, **body: Any) -> str:
        publication_id = self.draft(self.solved(problem_id, **body))
        response = self.coordinator.post(f"/v1/publications/{publication_id}/publish")
        assert (response.status_code, response.json()["state"]) == (200, "published")
        return publication_id

    def state(self, publication_id: str) -> str:
        found = self.coordinator.get(f"/v1/publications/{publication_id}").json()
        return str(found["state"])


@pytest.fixture(name="house")
def a_house(guarded_api: Api) -> House:
    return House(
        guarded_api,
        guarded_api.as_role("coordinator"),
        guarded_api.as_role("member", member_id="M1"),
        guarded_api.as_role("member", member_id="M2"),
    )


def code_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def answer(client: TestClient, publication_id: str, **body: Any) -> Any:
    return client.post(f"/v1/publications/{publication_id}/responses", json=body)


def latest(client: TestClient, publication_id: str) -> list[tuple[str, str, bool]]:
    found = client.get(f"/v1/publications/{publication_id}").json()["responses"]
    return [(each["member_id"], each["answer"], each["on_behalf"]) for each in found]


def test_a_draft_is_for_staff_alone(house: House) -> None:
    solve_id = house.solved()
    publication_id = house.draft(solve_id)
    path = f"/v1/publications/{publication_id}"
    found = house.coordinator.get(path).json()
    assert (found["state"], found["solve_id"], found["responses"]) == ("draft", solve_id, [])
    assert found["published_at"] is None
    assert code_of(house.first.get(path)) == (404, "not_found")
    assert house.first.get("/v1/publications").json()["items"] == []
    assert len(house.coordinator.get("/v1/publications").json()["items"]) == 1
    assert code_of(answer(house.first, publication_id, answer="accepts")) == (404, "not_found")
    # Asked again it is the same draft, not a second one.
    again = house.coordinator.post("/v1/publications", json={"solve_id": solve_id})
    assert (again.status_code, again.json()["id"]) == (200, publication_id)
    assert house.coordinator.delete(path).status_code == 204
    assert house.coordinator.get(path).status_code == 404


def test_one_is_published_at_a_time(house: House) -> None:
    problem_id = house.problem()
    first = house.published(problem_id)
    second = house.published(problem_id, policy="even")
    assert (house.state(first), house.state(second)) == ("superseded", "published")
    derived = house.coordinator.post(
        f"/v1/problems/{problem_id}/scenarios", json={"scenario_id": "S1"}
    ).json()["id"]
    third = house.published(derived)
    assert (house.state(second), house.state(third)) == ("superseded", "published")
    # Another commission is another matter.
    other = house.published(house.problem(small_document(budget=300)))
    assert (house.state(third), house.state(other)) == ("published", "published")
    listed = house.first.get("/v1/publications?state=published").json()["items"]
    assert [each["id"] for each in listed] == [other, third]


def test_a_wrong_state_is_refused(house: House) -> None:
    problem_id = house.problem()
    first = house.published(problem_id)
    second = house.published(problem_id, policy="even")
    for publication_id in (first, second):
        path = f"/v1/publications/{publication_id}"
        assert code_of(house.coordinator.post(f"{path}/publish")) == (409, "wrong_state")
        assert code_of(house.coordinator.delete(path)) == (409, "wrong_state")
    assert code_of(answer(house.first, first, answer="accepts")) == (409, "wrong_state")
    solve_id = house.coordinator.get(f"/v1/publications/{second}").json()["solve_id"]
    again = house.coordinator.post("/v1/publications", json={"solve_id": solve_id})
    assert code_of(again) == (409, "wrong_state")
    deleted = house.coordinator.delete(f"/v1/solves/{solve_id}")
    assert code_of(deleted) == (409, "published")


def test_only_a_finished_split_can_be_shown(house: House) -> None:
    def refused(solve_id: str) -> tuple[int, str]:
        return code_of(house.coordinator.post("/v1/publications", json={"solve_id": solve_id}))

    waiting = house.solve()
    assert refused(waiting) == (409, "not_finished")
    house.coordinator.delete(f"/v1/solves/{waiting}")
    assert refused(waiting) == (409, "no_result")
    # The least cost is 100 PLN: with a budget of 50 there is no split at all.
    assert refused(house.solved(house.problem(small_document(budget=50)))) == (409, "no_split")
    assert refused(house.solved(operation="validate")) == (409, "no_split")
    # 4 of the 10 units: a split, but not one that keeps the rules.
    partly = [{"member_id": "M1", "component_id": "C1", "quantity": 4}]
    assert refused(house.solved(operation="check", split=partly)) == (409, "no_split")
    whole = [{"member_id": "M2", "component_id": "C1", "quantity": 10}]
    assert house.state(house.published(operation="check", split=whole)) == "published"
    assert refused("so-" + 24 * "0") == (404, "not_found")


def test_members_answer_for_themselves(house: House) -> None:
    publication_id = house.published()
    assert answer(house.first, publication_id, answer="objects", note="Za mało.").status_code == 201
    assert answer(house.first, publication_id, answer="accepts").status_code == 201
    assert answer(house.second, publication_id, answer="objects", member_id="M2").status_code == 201
    assert latest(house.coordinator, publication_id) == [
        ("M1", "accepts", False),
        ("M2", "objects", False),
    ]
    # All that was ever said is kept, and members see their own alone.
    path = f"/v1/publications/{publication_id}/responses"
    given = [
        (each["member_id"], each["answer"], each["note"])
        for each in house.coordinator.get(path).json()["items"]
    ]
    assert given == [("M1", "objects", "Za mało."), ("M1", "accepts", ""), ("M2", "objects", "")]
    assert [each["answer"] for each in house.first.get(path).json()["items"]] == [
        "objects",
        "accepts",
    ]
    assert latest(house.second, publication_id) == [("M2", "objects", False)]
    links = house.first.get(f"/v1/publications/{publication_id}").json()["links"]
    assert house.first.get(links["own_rows"]).json()["member_id"] == "M1"


def test_nobody_answers_for_somebody_else(house: House) -> None:
    publication_id = house.published()
    other = answer(house.first, publication_id, answer="accepts", member_id="M2")
    assert code_of(other) == (403, "not_allowed")
    stranger = house.api.as_role("member", member_id="M9")
    assert code_of(answer(stranger, publication_id, answer="accepts")) == (409, "not_a_member")
    researcher = house.api.as_role("researcher")
    assert code_of(answer(researcher, publication_id, answer="accepts")) == (403, "not_allowed")
    foreign = house.api.as_role("member", "co-other", "M1")
    assert code_of(answer(foreign, publication_id, answer="accepts")) == (404, "not_found")
    wrong = answer(house.first, publication_id, answer="maybe")
    assert code_of(wrong) == (422, "bad_body")
    assert latest(house.coordinator, publication_id) == []
    for path in ("/v1/publications", f"/v1/publications/{publication_id}/publish"):
        denied = house.first.post(path, json={"solve_id": "so-" + 24 * "0"})
        assert code_of(denied) == (403, "not_allowed")


def test_a_coordinator_writes_down_what_a_member_said(house: House) -> None:
    publication_id = house.published()
    nobody = answer(house.coordinator, publication_id, answer="accepts")
    assert code_of(nobody) == (422, "bad_body")
    assert [each["column"] for each in nobody.json()["issues"]] == ["member_id"]
    assert code_of(answer(house.coordinator, publication_id, answer="accepts", member_id="M9")) == (
        409,
        "not_a_member",
    )
    for said in ("accepts", "objects"):
        done = answer(house.coordinator, publication_id, answer=said, member_id="M1")
        assert done.status_code == 201
    assert latest(house.coordinator, publication_id) == [("M1", "objects", True)]
    # What the member says itself counts, and nobody writes over it.
    answer(house.first, publication_id, answer="accepts")
    over = answer(house.coordinator, publication_id, answer="objects", member_id="M1")
    assert code_of(over) == (409, "answered_already")
    assert latest(house.coordinator, publication_id) == [("M1", "accepts", False)]


def test_a_repeated_request_is_one_answer(house: House) -> None:
    publication_id = house.published()
    path, body = f"/v1/publications/{publication_id}/responses", {"answer": "accepts"}
    key = {"Idempotency-Key": "once"}
    first, second = (house.first.post(path, json=body, headers=key) for _ in range(2))
    assert first.content == second.content
    assert second.headers["idempotent-replayed"] == "true"
    assert len(house.coordinator.get(path).json()["items"]) == 1


def test_what_happens_is_written_down(house: House) -> None:
    publication_id = house.published()
    answer(house.first, publication_id, answer="accepts")
    admin = house.api.as_role("admin")
    actions = [each["action"] for each in admin.get("/v1/audit").json()["items"]]
    assert actions[:3] == ["publication.respond", "publication.publish", "publication.add"]


def test_on_both_databases(both_api: Api) -> None:
    """One user without log-in stands for the coordinator."""
    client = both_api.client
    problem_id = both_api.post_problem()["id"]
    ids = []
    for policy in ("balanced", "even"):
        solve = both_api.solved(problem_id, policy=policy)
        found = client.post("/v1/publications", json={"solve_id": solve["id"], "note": policy})
        ids.append(found.json()["id"])
        published = client.post(f"/v1/publications/{ids[-1]}/publish").json()
        assert published["published_at"] is not None
    states = [client.get(f"/v1/publications/{each}").json()["state"] for each in ids]
    assert states == ["superseded", "published"]
    done = answer(client, ids[1], answer="objects", member_id="M2")
    assert [each["member_id"] for each in done.json()["responses"]] == ["M2"]
    page = client.get("/v1/publications", params={"limit": 1}).json()
    assert [each["id"] for each in page["items"]] == [ids[1]]
    rest = client.get("/v1/publications", params={"cursor": page["next_cursor"]}).json()
    assert [each["note"] for each in rest["items"]] == ["balanced"]


def test_pages_of_a_member_tell_nothing_of_drafts(house: House) -> None:
    """A page that is short, or a further one that is empty, would say that there are some."""
    problem_id = house.problem()
    house.published(problem_id)
    for state in ("published", "draft"):
        query = {"limit": 1, "state": state}
        before = house.first.get("/v1/publications", params=query).json()
        house.draft(house.solved(problem_id, seed=len(state)))
        assert house.first.get("/v1/publications", params=query).json() == before
    assert house.first.get("/v1/publications", params={"limit": 1}).json()["next_cursor"] is None
