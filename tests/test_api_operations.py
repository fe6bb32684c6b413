"""Operations without a route of their own, through the service: queued, answered, in every face."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from allocator.reporting import dump_document
from api.people.research import exported
from tests.operation_cases import read_back
from tests.research_cases import SOLVE
from tests.service import Api
from tests.test_operations import ANSWERS

MARKDOWN = "text/markdown"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SPLIT = [{"member_id": "M1", "component_id": "C1", "quantity": 10}]
ASKED: dict[str, dict[str, Any]] = {
    "validate": {},
    "budget": {},
    "check": {"split": SPLIT},
    "frontier": {},
    "ledger": {"settings": {"ledger_cap": 20}},
    "complaints": {"split": SPLIT},
    "adjust": {"split": SPLIT, "settings": {"changes": ["M1:C1=6"]}},
    "compare_rules": {},
    "incentives": {
        "policy": "even",
        "settings": {"kinds": ["capacity"], "steps_pct": [50], "members": ["M2"]},
    },
}


@pytest.mark.parametrize("name", ASKED)
def test_an_operation_is_queued_answered_and_shown(api: Api, name: str) -> None:
    solve = api.solved(operation=name, **ASKED[name])
    assert (solve["job_state"], solve["operation"]) == ("done", name), solve
    address = f"/v1/solves/{solve['id']}/result"
    document = api.client.get(address).json()
    jsonschema.validate(document, api.client.get(f"/v1/schema/{name}").json())
    assert document["provenance"]["problem_digest"]
    for accept, start in ((MARKDOWN, b"# "), (WORKBOOK, b"PK")):
        shown = api.client.get(address, headers={"Accept": accept}, params={"language": "en"})
        assert shown.status_code == 200, (accept, shown.text)
        assert shown.headers["content-type"].startswith(accept)
        assert shown.content.startswith(start)
    # A claim about another member, a price or an account is nobody's but the coordinators'.
    assert api.client.get(f"/v1/solves/{solve['id']}/members/M1").status_code == (
        200 if name == "check" else 409
    )


def test_what_a_member_asks_wrongly_of_a_ledger_is_said(api: Api) -> None:
    body = {
        "problem_id": api.post_problem()["id"],
        "operation": "ledger",
        "settings": {"ledger_fade": 101, "ledger_kind": "gone", "years": 3},
    }
    refused = api.client.post("/v1/solves", json=body)
    assert refused.status_code == 422
    assert {(each["column"], each["code"]) for each in refused.json()["issues"]} >= {
        ("ledger_fade", "above_maximum"),
        ("ledger_kind", "option_not_a_choice"),
    }


@pytest.mark.parametrize("name", ANSWERS)
def test_a_researcher_sees_of_no_operation_more_than_of_a_solve(name: str) -> None:
    """Default deny: no id, no sentence, no amount of what each answer adds of its own."""
    document = read_back(ANSWERS[name]().document)
    told = exported("r1", {**SOLVE, "operation": name}, document)
    solve = exported("r1", SOLVE, read_back(ANSWERS["solve"]().document))
    assert told.keys() == solve.keys()
    for part in ("goals", "members", "components", "rules"):
        known = {key for each in solve[part] for key in each}
        assert {key for each in told[part] for key in each} <= known
    text = dump_document(told)
    for secret in ("M1", "M2", "C1", document["provenance"]["problem_digest"], "sentence", "pln"):
        assert secret not in json.dumps(json.loads(text)), (name, secret)
    if name == "ledger":
        assert {each["ratio"] for each in told["members"]} == {None}
