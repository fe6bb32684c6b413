"""Results through the service: in every form, for everybody or for one member alone."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.service import WORKBOOK, Api, small_document

MARKDOWN = "text/markdown"


def result_of(api: Api, solve: dict[str, Any], accept: str = "*/*", **query: str) -> Any:
    return api.client.get(
        f"/v1/solves/{solve['id']}/result", headers={"Accept": accept}, params=query
    )


def test_a_result_is_the_stored_text(both_api: Api) -> None:
    solve = both_api.solved(name="Opieka – żłobek")
    response = result_of(both_api, solve)
    found = json.loads(response.text, parse_float=Decimal)
    assert response.headers["content-type"] == "application/json"
    assert (found["status"], found["verdict"]) == ("optimal", "fits")
    # All ten units at M1's 10 PLN.
    assert found["assignments"] == [
        {"member_id": "M1", "component_id": "C1", "quantity": 10, "value_pln": Decimal("100.00")}
    ]
    assert '"value_pln": 100.00' in response.text
    assert found["provenance"]["problem_digest"] == solve["problem_digest"]


def test_a_workbook_and_a_text_in_both_languages(api: Api) -> None:
    solve = api.solved(name="Opieka – żłobek")
    for language, heading in (("pl", "Podział zadań"), ("en", "Task split")):
        workbook = result_of(api, solve, WORKBOOK, language=language)
        assert workbook.headers["content-type"] == WORKBOOK
        assert workbook.headers["content-language"] == language
        book = load_workbook(io.BytesIO(workbook.content))
        assert book["split"]["A1"].value == heading
        page = result_of(api, solve, MARKDOWN, language=language)
        assert page.headers["content-type"].startswith(MARKDOWN)
        assert page.text.startswith("# ")
    disposition = result_of(api, solve, WORKBOOK).headers["content-disposition"]
    assert disposition.startswith(f'attachment; filename="Opieka - zlobek {solve["id"]}.xlsx"')
    assert "Opieka%20%E2%80%93%20%C5%BC%C5%82obek" in disposition
    english = api.client.get(
        f"/v1/solves/{solve['id']}/result",
        headers={"Accept": MARKDOWN, "Accept-Language": "de, en-GB;q=0.8, pl;q=0.5"},
    )
    assert english.headers["content-language"] == "en"


def test_the_form_is_negotiated(api: Api) -> None:
    solve = api.solved()
    for accept, media_type in (
        ("application/json", "application/json"),
        ("text/markdown;q=0.9, application/json;q=0.1", MARKDOWN),
        ("text/*", MARKDOWN),
        (f"application/json;q=0, {WORKBOOK}", WORKBOOK),
    ):
        assert result_of(api, solve, accept).headers["content-type"].startswith(media_type), accept
    refused = result_of(api, solve, "image/png")
    assert (refused.status_code, refused.json()["code"]) == (406, "not_acceptable")
    assert "text/markdown" in refused.json()["detail_en"]
    check = api.solved(
        solve["problem_id"],
        operation="check",
        split=[{"member_id": "M2", "component_id": "C1", "quantity": 10}],
    )
    assert result_of(api, check).json()["verdict"] == "right"
    assert result_of(api, check, WORKBOOK).status_code == 200
    assert result_of(api, check, "text/csv").status_code == 406


def test_a_result_known_already_is_not_sent_again(api: Api) -> None:
    solve = api.solved()
    etags = set()
    for accept, language in (("*/*", "pl"), (MARKDOWN, "pl"), (MARKDOWN, "en")):
        etag = result_of(api, solve, accept, language=language).headers["etag"]
        etags.add(etag)
        again = api.client.get(
            f"/v1/solves/{solve['id']}/result",
            headers={"Accept": accept, "If-None-Match": etag},
            params={"language": language},
        )
        assert (again.status_code, again.content) == (304, b"")
    assert len(etags) == 3


def test_that_nothing_fits_is_a_result(api: Api) -> None:
    problem_id = api.post_problem(small_document(budget=99))["id"]
    solve = api.solved(problem_id)
    assert (solve["job_state"], solve["solve_result"]) == ("done", "infeasible")
    response = result_of(api, solve)
    assert (response.status_code, response.json()["verdict"]) == (200, "does_not_fit")
    for accept in (WORKBOOK, MARKDOWN):
        assert result_of(api, solve, accept).status_code == 200


def test_there_is_no_result_yet(api: Api) -> None:
    solve = api.post_solve()
    response = result_of(api, solve)
    assert (response.status_code, response.json()["code"]) == (409, "not_finished")
    assert response.headers["retry-after"] == "1"
    for solve_id in ("so-000000000000000000000000", "x", "%00", "so-" + "ą" * 24):
        assert api.client.get(f"/v1/solves/{solve_id}/result").status_code == 404


def test_a_scenario_is_shown_with_what_it_changed(api: Api) -> None:
    solve = api.solved(scenario="S1")
    assert solve["problem_digest"] != api.post_problem()["digest"]
    assert len(solve["effective"]["scenario"]["cells"]) == 2
    # 10 units at 11 PLN.
    assert result_of(api, solve).json()["task_cost_pln"] == 110
    assert result_of(api, solve, WORKBOOK).status_code == 200


def test_one_members_own_rows(api: Api) -> None:
    solve = api.solved()
    found = api.client.get(f"/v1/solves/{solve['id']}/members/M1").json()
    assert found["assignments"][0]["quantity"] == 10
    assert "M2" not in json.dumps(found)
    assert "200" not in json.dumps(found)  # the budget
    unknown = api.client.get(f"/v1/solves/{solve['id']}/members/M9")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")
    budget = api.solved(solve["problem_id"], operation="budget")
    refused = api.client.get(f"/v1/solves/{budget['id']}/members/M1")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_split")


@pytest.mark.parametrize("budget", [200, 99])
def test_rows_of_a_member_where_nothing_fits(api: Api, budget: int) -> None:
    solve = api.solved(api.post_problem(small_document(budget=budget))["id"])
    response = api.client.get(f"/v1/solves/{solve['id']}/members/M2")
    assert (response.status_code, response.json()["assignments"]) == (200, [])


def test_a_member_sees_its_own_rows_of_what_was_published(guarded_api: Api) -> None:
    from api.storage import publications, solves

    staff = guarded_api.as_role("coordinator")
    headers = {"Content-Type": "application/json"}
    problem_id = staff.post("/v1/problems", content=small_document(), headers=headers).json()["id"]
    solve_id = staff.post("/v1/solves", json={"problem_id": problem_id}).json()["id"]
    guarded_api.carry_out(solve_id)
    own, other = (guarded_api.as_role("member", member_id=each) for each in ("M1", "M2"))
    place = f"/v1/solves/{solve_id}/members/M1"
    assert (staff.get(place).status_code, own.get(place).status_code) == (200, 404)
    with guarded_api.database.write() as connection:
        row = solves.one(connection, "co-test", solve_id)
        assert row is not None
        draft, _ = publications.draft(connection, "co-test", row, note="", created_by="x")
    assert own.get(place).status_code == 404
    with guarded_api.database.write() as connection:
        publications.publish(connection, "co-test", draft["id"])
    assert (own.get(place).status_code, other.get(place).status_code) == (200, 404)
    for path in (f"/v1/solves/{solve_id}/result", f"/v1/solves/{solve_id}", "/v1/solves"):
        assert own.get(path).status_code == 403
