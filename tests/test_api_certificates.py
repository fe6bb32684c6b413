"""Certificates through the service: the file of the command line, for those who may see offers."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from allocator.reading.document_writing import document_text
from tests.builders import tables
from tests.command_line import Terminal
from tests.service import Api

FAIR = {"goals": [{"goal": "target_share"}, {"goal": "cost"}]}
CONTENT: dict[str, Any] = {
    "members": {"M1": {"target_share_pct": 50}, "M2": {"target_share_pct": 50}},
    "offers": {"M1:C1": 10, "M2:C1": 12},
    "budget": 200,
}
"""Ten units at 10 or 12 PLN, 100 PLN due to each: M1 gets at most 10 * m, M2 12 * (10 - m).

The best worst-off is at m = 5: 50 and 60 of 100 (m = 6 gives 60 and 48, m = 5 the higher lowest).
"""


def fair_solve(api: Api) -> dict[str, Any]:
    problem_id = api.post_problem(document_text(tables(**CONTENT)))["id"]
    return api.solved(problem_id, **FAIR)


def certificate(api: Api, solve_id: str, **headers: str) -> Any:
    return api.client.get(f"/v1/solves/{solve_id}/certificate", headers=headers)


def test_a_certificate_is_the_file_of_the_command_line(
    api: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    solve = fair_solve(api)
    response = certificate(api, solve["id"])
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    found = response.json()
    assert found["levels"] == [50, 60]
    assert {each["kind"] for each in found["claims"]} == {"level", "count", "member"}

    where, out = tmp_path / "problem.json", tmp_path / "R.json"
    where.write_text(document_text(tables(**CONTENT)), encoding="utf-8")
    goals = [word for each in FAIR["goals"] for word in ("--goal", each["goal"])]
    terminal = Terminal(capsys)
    assert terminal("solve", where, *goals, "--out", out).code == 0
    written = json.loads((tmp_path / "R.certificate.json").read_text(encoding="utf-8"))
    for each in (*found["claims"], *written["claims"]):
        each.pop("engines")  # a race may end otherwise
    assert found == written
    assert written

    result = api.client.get(f"/v1/solves/{solve['id']}/result")
    (tmp_path / "S.json").write_text(result.text, encoding="utf-8")
    (tmp_path / "S.certificate.json").write_text(response.text, encoding="utf-8")
    assert terminal("verify", tmp_path / "S.json").code == 0


def test_a_certificate_known_already_is_not_sent_again(api: Api) -> None:
    solve = fair_solve(api)
    etag = certificate(api, solve["id"]).headers["etag"]
    again = certificate(api, solve["id"], **{"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert certificate(api, solve["id"], Accept="text/csv").status_code == 406


def test_where_there_is_none(api: Api) -> None:
    cheapest = api.solved()
    assert certificate(api, cheapest["id"]).json()["code"] == "no_certificate"
    assert certificate(api, cheapest["id"]).status_code == 404
    waiting = api.post_solve(fresh=True)
    assert certificate(api, waiting["id"]).json()["code"] == "not_finished"
    check = api.solved(
        cheapest["problem_id"],
        operation="check",
        split=[{"member_id": "M2", "component_id": "C1", "quantity": 10}],
    )
    assert certificate(api, check["id"]).status_code == 404
    tight = document_text(tables(**{**CONTENT, "budget": 99}))
    nothing = api.solved(api.post_problem(tight)["id"], **FAIR)
    assert nothing["solve_result"] == "infeasible"
    assert certificate(api, nothing["id"]).status_code == 404


def test_a_member_gets_its_claim_in_words_and_the_digest(api: Api) -> None:
    solve = fair_solve(api)
    whole = certificate(api, solve["id"]).text
    for member_id, level in (("M1", 50), ("M2", 60)):
        view = api.client.get(f"/v1/solves/{solve['id']}/members/{member_id}").json()
        claim = view["certificate"]
        assert claim == {
            "digest": sha256(whole.encode()).hexdigest(),
            "complete": True,
            "measure": "value",
            "level": level,
            "text_pl": f"Członek {member_id} nie może dostać wyższego poziomu, chyba że ktoś inny "
            "spadnie do jego poziomu lub niżej.",
            "text_en": f"Member {member_id} can not have a higher level unless somebody else falls "
            "to its level or below.",
        }
    cheapest = api.solved()
    view = api.client.get(f"/v1/solves/{cheapest['id']}/members/M1").json()
    assert view["certificate"] is None


def test_a_solve_is_verified_by_its_id(api: Api) -> None:
    solve = fair_solve(api)
    text = api.client.get(f"/v1/solves/{solve['id']}/result").text
    found = api.solved(solve["problem_id"], operation="verify", settings={"result": solve["id"]})
    assert (found["solve_result"], found["verdict"]) == ("optimal", "confirmed")
    told = found["effective"]["settings"]["result"]
    assert told == {"sha256": sha256(text.encode()).hexdigest()}
    document = api.client.get(f"/v1/solves/{found['id']}/result").json()
    assert {each["finding"] for each in document["claims"]} == {"confirmed"}
    again = api.post_solve(solve["problem_id"], operation="verify", settings={"result": text})
    assert again["answered_from"] == found["id"]
    assert api.client.get(f"/v1/solves/{found['id']}/members/M1").json()["code"] == "no_split"


def test_who_can_not_be_verified(api: Api) -> None:
    solve = fair_solve(api)

    def asked(settings: dict[str, Any]) -> Any:
        body = {"problem_id": solve["problem_id"], "operation": "verify", "settings": settings}
        return api.client.post("/v1/solves", json=body)

    missing = asked({"result": "so-" + "0" * 24})
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    nothing = asked({})
    assert nothing.status_code == 422
    assert [each["code"] for each in nothing.json()["issues"]] == ["json_key_missing"]


def test_a_frontier_as_document_and_table(api: Api) -> None:
    problem_id = api.post_problem(document_text(tables(**CONTENT)))["id"]
    solve = api.solved(problem_id, operation="frontier", settings={"extra_pct": [4]})
    assert (solve["solve_result"], solve["verdict"]) == ("optimal", "complete")

    def shown(accept: str) -> Any:
        return api.client.get(f"/v1/solves/{solve['id']}/result", headers={"Accept": accept})

    assert [each["levels"] for each in shown("*/*").json()["whole"]] == [
        [0, 100],
        [24, 80],
        [50, 60],
    ]
    table = shown("text/csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.splitlines()[0].startswith("kind,name,smallest_level_pct")
    assert shown("text/markdown").text.startswith("# ")
    assert shown("image/png").status_code == 406
