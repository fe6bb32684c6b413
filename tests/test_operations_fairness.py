"""Operations frontier and verify from their records: the same as the command line says."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from allocator.operations import (
    Working,
    asked_from_json,
    effective,
    operation,
    order_of,
    scenario_applier,
    settings_from_json,
    settings_json,
)
from allocator.operations.certifying import certificate_of
from allocator.solving.progress import PhaseProgress
from allocator.texts.issues import InputError
from tests.builders import problem
from tests.command_line import Terminal, saved
from tests.operation_cases import FAIR, MANY, ONE, carried_out, read_back, result_text

FAIREST = {"goals": [{"goal": "target_share"}, {"goal": "cost"}]}


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    """The command line in this process."""
    return Terminal(capsys)


def without_runs(document: Any) -> Any:
    """A frontier without what may differ between two runs."""
    kept = dict(document)
    kept.pop("provenance")
    return kept


def test_frontier_is_the_curve_argued_by_hand() -> None:
    """Levels 0, 12, 24, 36, 48, 50 at 100, 102, 104, 106, 108, 110 PLN: see FAIR."""
    answer = carried_out("frontier", content=FAIR)
    assert (answer.status, answer.verdict, answer.proved) == ("optimal", "complete", True)
    document = read_back(answer.document)
    costs = {each["level"]: each["task_cost_pln"] for each in document["worst_off"]}
    assert set(costs) == set(range(51))
    for level, cost in costs.items():
        assert cost == 100 + 2 * min(5, -(-level // 12))
    ends = [(each["name"], each["levels"]) for each in document["whole"]]
    assert (ends[0], ends[-1]) == (("least", [0, 100]), ("fairest", [50, 60]))


def test_frontier_on_threads_is_that_of_processes(terminal: Terminal, tmp_path: Path) -> None:
    told = terminal("frontier", saved(tmp_path, **FAIR), "--format", "json", "--workers", "1")
    answer = carried_out("frontier", content=FAIR)
    assert without_runs(read_back(answer.document)) == without_runs(
        json.loads(told.out, parse_float=Decimal)
    )


def test_frontier_at_other_costs_and_at_every_budget() -> None:
    some = read_back(
        carried_out("frontier", content=FAIR, settings={"extra_pct": ["2", "4.5"]}).document
    )
    assert [each["name"] for each in some["whole"]] == ["least", "+2", "+9/2", "fairest"]
    assert [each["task_cost_pln"] for each in some["whole"]] == [100, 102, 104, 110]
    every = read_back(carried_out("frontier", content=FAIR, settings={"complete": True}).document)
    # k = 0 to 5: the levels change with each unit that goes to M2.
    assert [each["task_cost_pln"] for each in every["whole"]] == [100, 102, 104, 106, 108, 110, 110]


def test_frontier_in_its_faces() -> None:
    document = read_back(carried_out("frontier", content=FAIR).document)
    faces = operation("frontier").faces
    rows = list(csv.DictReader(io.StringIO(faces["csv"](problem(**FAIR), document, "pl").decode())))
    curve = [each for each in rows if each["kind"] == "worst_off"]
    assert len(curve) == 51
    assert curve[-1]["smallest_level_pct"] == "50"
    assert {each["proved"] for each in rows} == {"yes"}
    assert [each["levels"] for each in rows if each["name"] == "fairest"] == ["50 60"]


def test_frontier_that_is_stopped_is_not_complete() -> None:
    found = operation("frontier")
    order = order_of(found, problem(**FAIR), asked_from_json({}), ONE, apply_scenario=None)
    answer = found.carry_out(order, Working(should_stop=lambda: True))
    assert (answer.status, answer.verdict, answer.proved) == ("unknown", "incomplete", False)


def test_frontier_where_nothing_keeps_the_rules() -> None:
    answer = carried_out("frontier", content={**FAIR, "budget": 99})
    assert (answer.status, answer.verdict, answer.proved) == ("infeasible", "complete", True)


def test_frontier_tells_how_far_it_is() -> None:
    heard: list[PhaseProgress] = []
    found = operation("frontier")
    order = order_of(found, problem(**FAIR), asked_from_json({}), ONE, apply_scenario=None)
    found.carry_out(order, Working(listener=heard.append))
    assert heard[0].phase == "frontier:1/2"
    done, of = heard[-1].phase.removeprefix("frontier:").split("/")
    assert done == of


def test_frontier_without_a_key_is_a_fault_before_any_search() -> None:
    with pytest.raises(InputError):
        carried_out("frontier", content={"offers": {"M1:C1": 10}, "budget": 200})
    with pytest.raises(InputError) as caught:
        settings_from_json(operation("frontier"), {"extra_pct": ["a", 1.5]})
    assert [each.column for each in caught.value.issues] == ["extra_pct[0]", "extra_pct[1]"]


def test_verify_confirms_a_result_and_its_certificate(terminal: Terminal, tmp_path: Path) -> None:
    text = result_text(FAIR, **FAIREST)
    answer = carried_out("verify", content=FAIR, settings={"result": text})
    assert (answer.status, answer.verdict, answer.proved) == ("optimal", "confirmed", True)
    names = [each["goal"] for each in answer.document["claims"]]
    assert {"claim:level:50", "claim:member:M1", "claim:member:M2"} <= set(names)

    (tmp_path / "R.json").write_text(text)
    given = problem(**FAIR)
    made = certificate_of(given, json.loads(text, parse_float=Decimal))
    assert made is not None
    (tmp_path / "R.certificate.json").write_text(made.text)
    told = terminal("verify", tmp_path / "R.json", saved(tmp_path, **FAIR), "--format", "json")
    assert told.code == 0
    assert told.document == json.loads(json.dumps(answer.document, default=float))


def test_verify_refutes_what_was_tampered_with() -> None:
    text = result_text(FAIR, **FAIREST)
    for old, new, key in (
        ('"task_cost_pln": 110.00', '"task_cost_pln": 109.00', "task_cost_pln"),
        ('"level": 50', '"level": 51', "members"),
    ):
        assert old in text
        answer = carried_out("verify", content=FAIR, settings={"result": text.replace(old, new)})
        assert (answer.status, answer.verdict) == ("infeasible", "refuted")
        assert key in [each["key"] for each in answer.document["mistakes"]]
    made = certificate_of(problem(**FAIR), json.loads(text, parse_float=Decimal))
    assert made is not None
    forged = json.loads(made.text)
    forged["members"][0]["award"] = 51
    answer = carried_out(
        "verify",
        content=FAIR,
        settings={"result": text, "certificate": json.dumps(forged)},
    )
    assert answer.verdict == "refuted"
    assert [each["subject"] for each in answer.document["mistakes"]] == ["members M1"]


def test_verify_applies_the_scenario_that_the_result_names() -> None:
    text = result_text(MANY, scenario="S1")
    assert carried_out("verify", content=MANY, settings={"result": text}).verdict == "confirmed"


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({}, "json_key_missing"),
        ({"result": "{"}, "not_a_result"),
        ({"result": "[1]"}, "not_a_result"),
        ({"result": '{"goals": []}'}, "not_a_result"),
        ({"result": 5}, "json_not_a_text"),
    ],
)
def test_what_can_not_be_verified(settings: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as caught:
        carried_out("verify", settings=settings)
    assert [each.code for each in caught.value.issues] == [code]


def test_a_result_of_another_problem() -> None:
    with pytest.raises(InputError) as caught:
        carried_out("verify", content=FAIR, settings={"result": result_text()})
    assert [each.code for each in caught.value.issues] == ["result_of_other_problem"]


def test_a_search_cut_short_leaves_it_open() -> None:
    found = operation("verify")
    settings = settings_from_json(found, {"result": result_text(FAIR, **FAIREST)})
    order = order_of(
        found,
        problem(**FAIR),
        asked_from_json({}),
        ONE,
        settings=settings,
        apply_scenario=scenario_applier(),
    )
    answer = found.carry_out(order, Working(should_stop=lambda: True))
    assert (answer.status, answer.verdict, answer.proved) == ("feasible", "open", False)


def test_an_order_tells_the_digest_of_a_result_not_its_text() -> None:
    found, text = operation("verify"), result_text()
    settings = settings_from_json(found, {"result": text})
    order = order_of(
        found,
        problem(**FAIR),
        asked_from_json({}),
        ONE,
        settings=settings,
        apply_scenario=None,
    )
    told = effective(found, order)["settings"]
    assert told == {"certificate": None, "result": {"sha256": sha256(text.encode()).hexdigest()}}
    assert settings_from_json(found, settings_json(settings)) == settings
