"""The operations budget and sweep, whoever carries out their runs."""

from __future__ import annotations

import json

import jsonschema
import pytest

from allocator.operations import Working, asked_from_json, operation, order_of, scenario_applier
from allocator.reporting import dump_document
from allocator.texts.issues import InputError
from scenarios.operations import (
    failed_row,
    gathered,
    gathered_answer,
    row_of,
    spread,
    sweep_table,
)
from tests.builders import problem
from tests.operation_cases import MANY, ONE, carried_out, read_back


def test_budget_from_its_record():
    """108 PLN is the least cost, 200 the budget: 92 are left."""
    answer = carried_out("budget")
    assert (answer.status, answer.verdict, answer.proved) == ("optimal", "fits", True)
    assert answer.document["margin_pln"] == 92
    assert carried_out("budget", {"scenario": "S2"}, content=MANY).verdict == "does_not_fit"


def test_a_sweep_from_its_record_and_spread_over_solves():
    """Two scenarios, one policy: the rows are the same whoever carries out the runs."""
    whole = carried_out("sweep", content=MANY, settings={"policies": ["a"]})
    assert (whole.status, whole.verdict, whole.proved) == ("optimal", "complete", True)
    given, solve = problem(**MANY), operation("solve")
    parts = spread(given, asked_from_json({}), ONE, {"policies": ["a"]})
    assert [(each.scenario_id, each.policy_id) for each in parts] == [("S1", "a"), ("S2", "a")]
    rows = []
    for part in parts:
        order = order_of(solve, given, part.asked, part.options, apply_scenario=scenario_applier())
        answer = solve.carry_out(order, Working())
        rows.append(row_of(read_back(answer.document), part.scenario_id, part.policy_id))
    document = gathered(rows)
    for each in (*document["rows"], *whole.document["rows"]):
        assert each.pop("seconds") >= 0
    assert document["rows"] == whole.document["rows"]
    assert [each["status"] for each in rows] == ["optimal", "infeasible"]
    assert gathered_answer(document).proved


def test_a_sweep_that_is_half_done():
    row = failed_row("S1", "a", "InputError", "źle", "wrong")
    document = gathered([row], [("S2", "a")])
    answer = gathered_answer(document)
    assert (answer.status, answer.verdict, answer.proved) == ("unknown", "incomplete", False)
    schema = operation("sweep").schema()
    assert jsonschema.Draft202012Validator(schema).is_valid(json.loads(dump_document(document)))
    table = sweep_table(problem(**MANY), document, "pl").decode().splitlines()
    assert table[0].startswith("scenario_id,scenario_name_pl")
    assert table[1].endswith("InputError,wrong")


def test_unknown_names_of_a_sweep():
    with pytest.raises(InputError) as caught:
        spread(problem(**MANY), asked_from_json({}), ONE, {"scenarios": ["S9"], "policies": ["c"]})
    assert [(each.code, each.column) for each in caught.value.issues] == [
        ("scenario_unknown", "scenarios"),
        ("unknown_policy", "policies"),
    ]
