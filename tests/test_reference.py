"""The reference commissions against the optima of an independent mixed-integer model."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from allocator.allocation import Result, Status, Verdict
from allocator.measures.steps import rounded
from allocator.problem.eligibility import ineligibility
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms
from allocator.reading import read_problem
from allocator.solving import Options, solve
from scenarios.changing import apply_scenario

DATA = Path("scenarios/data")
GROSZ = Fraction(1, 100)
GOALS = {"cost": "cost", "deviation": "target_deviation", "minratio": "smallest_ratio"}
Row = dict[str, str]


def expected(name: str) -> list[Row]:
    with (DATA / name / "expected_results.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def label(row: Row) -> str:
    parts = (row["scenario_id"], row["goal"], row["cost_cap_pln"], "off" * bool(row["rules_off"]))
    return "-".join(filter(None, parts))


def cases() -> list[object]:
    """Every row with every engine; CP-SAT alone is slow on deviations, so these are long."""
    found: list[object] = []
    for name in ("hajnowka-2026", "grant-2026"):
        for row in expected(name):
            for backend in ("auto", "cpsat", "highs"):
                slow = row["goal"] == "deviation" and backend != "auto" and name != "grant-2026"
                found.append(
                    pytest.param(
                        name,
                        row,
                        backend,
                        id=f"{name}-{label(row)}-{backend}",
                        marks=[pytest.mark.long] if slow else [],
                    )
                )
    return found


@pytest.fixture(scope="module")
def problems() -> dict[str, Problem]:
    return {name: read_problem(DATA / name) for name in ("hajnowka-2026", "grant-2026")}


def run(problem: Problem, row: Row, backend: str) -> Result:
    terms = Terms(
        rules_off=frozenset(filter(None, row["rules_off"].split(";"))),
        cost_cap_pln=Fraction(row["cost_cap_pln"]) if row["cost_cap_pln"] else None,
    )
    changed = apply_scenario(problem, row["scenario_id"]).problem
    return solve(changed, [Goal(GOALS[row["goal"]])], terms, Options(backend=backend))


@pytest.mark.parametrize(("name", "row", "backend"), cases())
def test_expected_results(problems: dict[str, Problem], name: str, row: Row, backend: str) -> None:
    """The optimum to the last digit published, proved; or infeasibility, proved."""
    result = run(problems[name], row, backend)
    if row["feasible"] == "no":
        assert result.status is Status.INFEASIBLE
        assert result.verdict is Verdict.DOES_NOT_FIT
        return
    assert result.status is Status.OPTIMAL, result.goals
    assert result.split is not None
    value = result.goals[0].value
    assert isinstance(value, Fraction)
    if row["goal"] == "cost":
        assert rounded(value, GROSZ) == Fraction(row["task_cost_pln"])
        assert rounded(result.split.total_pln, GROSZ) == Fraction(row["total_with_fees_pln"])
    elif row["goal"] == "deviation":
        assert rounded(value, GROSZ) == Fraction(row["total_deviation_pln"])
    else:
        assert value == Fraction(row["smallest_ratio_to_target"])


def test_offers_that_can_not_be_used(problems: dict[str, Problem]) -> None:
    """Four of the town: a missing and an ending permit, a conflict of interest, a withdrawal."""
    found = {
        pair: [(each.code, each.detail) for each in reasons]
        for pair, reasons in ineligibility(problems["hajnowka-2026"]).items()
    }
    assert found == {
        ("M07", "C09"): [("exclusion", "veto")],
        ("M08", "C14"): [("competence", "K13")],
        ("M12", "C22"): [("exclusion", "conflict_of_interest")],
        ("M13", "C08"): [("competence", "K07")],
    }
    grant = ineligibility(problems["grant-2026"])
    assert {pair: {each.code for each in reasons} for pair, reasons in grant.items()} == {
        pair: {"competence"}
        for pair in (
            ("N03", "C1"),
            ("N06", "A1"),
            ("N07", "C2"),
            ("N10", "C2"),
            ("N13", "A1"),
        )
    }
