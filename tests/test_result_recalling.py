"""A result read back from its JSON: every face of it is the same as of the original."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from io import BytesIO
from itertools import cycle
from typing import Any

import pytest
from openpyxl import load_workbook

from allocator.allocation import Result, UncoveredCause, Verdict
from allocator.operations import asked_from_json, fit, scenario_applier
from allocator.operations.solving import SOLVE
from allocator.problem.digest import problem_digest
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Terms
from allocator.reading import read_problem
from allocator.reporting import dump_document, result_document, result_markdown, result_text
from allocator.reporting.recalled import quantities_of, recalled
from allocator.reporting.report import Report
from allocator.reporting.workbook import workbook_bytes
from allocator.solvers import Limits
from allocator.solving import Options, solve
from allocator.texts.issues import InputError, Issue, Severity
from tests.builders import problem
from tests.command_line import GRANT, TOWN
from tests.results import KITCHEN_SPLIT, a_goal, a_result, kitchen

QUICK = Options(limits=Limits(time_seconds=20, workers=2), tie=False, causes=False)

RUNS: dict[str, tuple[Any, dict[str, Any]]] = {
    "town, cheapest": (TOWN, {"policy": "cheapest"}),
    "town, balanced, a scenario": (TOWN, {"policy": "balanced", "scenario": "SC1"}),
    "town, hours, no cap, rules off": (
        TOWN,
        {
            "goals": [{"goal": "cost"}],
            "measure": "hours",
            "grid_pct": Decimal("2.5"),
            "cap_pct": "none",
            "rules_off": ["budget", "R01"],
        },
    ),
    "town, infeasible": (TOWN, {"goals": [{"goal": "cost"}], "cost_cap_pln": 1000}),
    "grant, cheapest": (GRANT, {"policy": "cheapest"}),
    "grant, a scenario": (GRANT, {"policy": "cheapest", "scenario": "G2"}),
}

Run = tuple[Problem, Result, Terms]


@cache
def run(name: str) -> Run:
    """One of the runs above: the problem with its scenario, the result, the terms."""
    folder, document = RUNS[name]
    asked = asked_from_json(document)
    request = fit(read_problem(folder), asked, apply_scenario=scenario_applier())
    result = solve(request.problem, request.goals, request.terms, QUICK, context=request.context)
    return request.problem, result, request.terms


def read_back(text: str) -> Any:
    """JSON as whoever stored it reads it, its numbers exact."""
    return json.loads(text, parse_float=Decimal)


def cells(workbook: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """Every cell of every sheet."""
    book = load_workbook(BytesIO(workbook))
    return {sheet.title: list(sheet.values) for sheet in book}


def assert_same(given: Problem, result: Result, terms: Terms, language: str) -> None:
    """Every face of what is recalled is that of the original."""
    text = dump_document(result_document(given, result))
    again, terms_again = recalled(given, read_back(text))
    assert dump_document(result_document(given, again)) == text
    assert terms_again == terms
    assert again.split == result.split
    one, other = (
        Report(given, each, held, language)
        for each, held in ((result, terms), (again, terms_again))
    )
    assert cells(workbook_bytes(other)) == cells(workbook_bytes(one))
    for details in (False, True):
        assert result_markdown(given, again, terms_again, language, details=details) == (
            result_markdown(given, result, terms, language, details=details)
        )
    assert result_text(given, again, terms_again, language) == result_text(
        given, result, terms, language
    )


@pytest.mark.parametrize(("name", "language"), list(zip(RUNS, cycle(("pl", "en")), strict=False)))
def test_faces_of_the_reference_commissions(name, language):
    assert_same(*run(name), language)


def test_partial_coverage_with_causes():
    """10 units, 6 of them at most: 4 stay uncovered, and only the rule is why."""
    given = problem(
        offers={"M1:C1": 10},
        budget=200,
        rules=[{"metric": "quantity", "at_most": 6}],
        policies={"balanced": ["cost"]},
    )
    terms = Terms(partial=True)
    result = solve(given, fit(given, asked_from_json({}), apply_scenario=None).goals, terms)
    assert result.verdict is Verdict.FITS_PARTLY
    assert result.uncovered_causes[0].rule_id == "R1"
    assert_same(given, result, terms, "pl")


def with_digest(given: Problem, **changes: Any) -> Result:
    """The kitchen's result under its true digest."""
    provenance = {"problem_digest": problem_digest(given), "fairness": {"measure": "value"}}
    return replace(a_result(given, KITCHEN_SPLIT), provenance=provenance, **changes)


def test_what_no_run_above_has():
    """Warnings with parameters, levels, bounds, causes: taken from the document as they are."""
    town = kitchen()
    result = with_digest(
        town,
        goals=(
            a_goal("target_share", (50, 100), proved=False, bound=(60,), exact=False),
            a_goal("cost", Fraction("400.125"), tolerance_pct=Fraction(1, 2)),
            a_goal("quality", None, proved=False, stopped_by="time_limit"),
        ),
        warnings=(
            Issue("engine_failed", Severity.WARNING, "", None, "engine", "scip", (("words", "a"),)),
        ),
        uncovered_causes=(UncoveredCause("R1", Fraction(5), True, Fraction(2)),),
        tie_seed=7,
        tie_broken=False,
    )
    assert_same(town, result, Terms(), "pl")


def test_terms_come_back():
    given = problem(offers={"M1:C1": 10, "M2:C1": 12}, policies={"balanced": ["cost"]})
    asked = asked_from_json(
        {
            "goals": [{"goal": "cost"}, {"goal": "changes"}],
            "measure": "reference_value",
            "cap_pct": "none",
            "cost_cap_pln": Decimal("120.5"),
            "rules_off": ["budget"],
            "pins": [{"member_id": "M2", "component_id": "C1", "quantity": 3}],
            "earlier": [{"member_id": "M1", "component_id": "C1", "quantity": 10}],
        }
    )
    request = fit(given, asked, apply_scenario=None)
    result = solve(given, request.goals, request.terms, QUICK)
    _, terms = recalled(given, read_back(dump_document(result_document(given, result))))
    assert terms == request.terms
    assert terms.fairness == Fairness("reference_value", Fraction(1), None)


def test_thirds_of_a_unit_are_whole_lots_again():
    """A lot of 1/3: two of them are written as 0.6667, which is no whole number of lots."""
    given = problem(components={"C1": {"quantity": 2, "lot_size": "1/3"}}, offers={"M1:C1": 3})
    rows = [{"member_id": "M1", "component_id": "C1", "quantity": Decimal("0.6667")}]
    assert quantities_of(given, rows) == {("M1", "C1"): Fraction(2, 3)}
    rows = [{"member_id": "M1", "component_id": "C1", "quantity": Decimal("0.667")}]
    assert quantities_of(given, rows) == {("M1", "C1"): Fraction("0.667")}


def test_a_result_of_another_problem_is_refused():
    town = kitchen()
    document = result_document(town, with_digest(town))
    with pytest.raises(InputError) as caught:
        recalled(kitchen(budget=2001), document)
    assert [each.code for each in caught.value.issues] == ["result_of_other_problem"]


def test_an_old_document_without_fairness_has_that_of_its_goals():
    town = kitchen()
    document = result_document(town, with_digest(town))
    document["provenance"] = {
        "goals": [
            {"goal": "cost", "measure": "hours"},
            {"goal": "target_share", "measure": "hours", "grid_pct": "1/2", "cap_pct": "none"},
        ]
    }
    _, terms = recalled(town, document)
    assert terms.fairness == Fairness("hours", Fraction(1, 2), None)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_faces_of_the_operation_are_made_from_stored_text_alone(language):
    given, result, terms = run("grant, cheapest")
    stored = read_back(dump_document(result_document(given, result)))
    report = Report(given, result, terms, language)
    assert cells(SOLVE.faces["workbook"](given, stored, language)) == cells(workbook_bytes(report))
    markdown = result_markdown(given, result, terms, language)
    assert SOLVE.faces["markdown"](given, stored, language).decode() == markdown
    assert SOLVE.faces["json"](given, stored, language).decode() == dump_document(stored)
