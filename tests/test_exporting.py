"""A model written as LP or MPS says the same as the model: read back, it has the same optimum."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from fractions import Fraction
from math import inf
from pathlib import Path

import pulp
import pytest

from allocator.model import Expression, Model, ModelDraft, Objective, Row, Sense, Tag
from allocator.solvers.exporting import Exported, export_model
from allocator.solvers.naming import sanitised, unique_names


def knapsack() -> Model:
    """Weights 3, 4, 5 within 8: the best values are 5 + 9 = 14 (3 + 5), never all three."""
    draft = ModelDraft()
    meals = draft.variable("meals Żółta", 0, 1)
    care = draft.variable("care|M02", 0, 1)
    transport = draft.variable("transport", 0, 1)
    level = draft.variable("level", -5, 40, helper=True)
    draft.variable("unused", 0, 3)
    weights = Expression.of(((meals, 3), (care, 4), (transport, 5)))
    draft.row(Tag("R01", "capacity of M01"), weights, 1, 8)
    draft.row(Tag("R01", "capacity of M01"), Expression.of(((care, 1),)), None, 1)
    draft.row(Tag("R02"), Expression.of(((meals, 5), (care, 6), (transport, 9), (level, -1))), 0, 0)
    return draft.model().with_objective(Sense.MAXIMISE, Expression.of(((level, 1),), 100))


def optimum(path: Path) -> float:
    """The optimum of a file, by CBC reading that file alone."""
    solution = path.with_suffix(".sol")
    command = [pulp.PULP_CBC_CMD.pulp_cbc_path, str(path), "-solve", "-solution", str(solution)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    words = solution.read_text().split()
    assert words[0] in ("Optimal", "Infeasible", "Integer"), words[:6]
    return float(words[4]) if words[0] == "Optimal" else inf


def test_lp_read_back_has_the_same_optimum(tmp_path: Path) -> None:
    # 5 + 9 = 14, and 100 of the constant. CBC states a maximum as the least of its negative.
    path = tmp_path / "knapsack.lp"
    assert export_model(knapsack(), path) == Exported((), objective_rounded=False)
    assert "Maximize" in path.read_text()
    assert abs(optimum(path)) == 114


def test_mps_read_back_has_the_same_optimum(tmp_path: Path) -> None:
    # MPS has no sense: what is minimised there is the negated goal.
    path = tmp_path / "knapsack.mps"
    export_model(knapsack(), path)
    assert optimum(path) == -114


def test_pulp_reads_its_own_file_back(tmp_path: Path) -> None:
    path = tmp_path / "knapsack.mps"
    export_model(knapsack(), path)
    variables, problem = pulp.LpProblem.fromMPS(str(path), sense=pulp.LpMinimize)
    assert {variable.cat for variable in variables.values()} == {pulp.LpInteger}
    assert len(problem.constraints()) == 4
    assert problem.objective is not None


@pytest.mark.parametrize("suffix", [".lp", ".mps"])
def test_model_without_objective_and_with_an_impossible_row(tmp_path: Path, suffix: str) -> None:
    model = replace(knapsack(), objective=None)
    path = tmp_path / f"plain{suffix}"
    export_model(model, path)
    assert optimum(path) == 0
    impossible = replace(model, rows=(*model.rows, Row(Tag("R09"), (), 1, None)))
    export_model(impossible, path)
    assert optimum(path) == inf


def test_names_are_readable_and_rows_carry_rule_and_subject(tmp_path: Path) -> None:
    path = tmp_path / "knapsack.lp"
    export_model(knapsack(), path)
    text = path.read_text()
    assert "R01_capacity_of_M01_least: 4 care_M02 + 3 meals_Zolta + 5 transport >= 1" in text
    assert "R01_capacity_of_M01_most: 4 care_M02 + 3 meals_Zolta + 5 transport <= 8" in text
    # The second row of the same rule and subject gets a number.
    assert "R01_capacity_of_M01_2: care_M02 <= 1" in text


def test_unit_of_the_objective_is_in_the_head(tmp_path: Path) -> None:
    path = tmp_path / "thirds.lp"
    model = knapsack().with_objective(Sense.MINIMISE, Expression.of(((0, Fraction(1, 3)),)))
    export_model(model, path)
    assert path.read_text().startswith("\\* objective_in_units_of_1_3 *\\")


def test_rows_too_long_for_the_file_are_named(tmp_path: Path) -> None:
    draft = ModelDraft()
    x = draft.variable("x", 0, 10)
    y = draft.variable("y", 0, 10)
    huge = 123456789012345678901
    draft.row(Tag("R07", "M03"), Expression.of(((x, huge), (y, 1))), None, 7 * huge)
    model = draft.model().with_objective(Sense.MAXIMISE, Expression.of(((x, 1),)))
    path = tmp_path / "huge.mps"
    assert export_model(model, path) == Exported((Tag("R07", "M03"),), objective_rounded=False)
    # x = 7 with y = 0 fits exactly; x = 8 is a seventh over.
    assert optimum(path) == -7


def test_constant_with_too_many_digits_is_told(tmp_path: Path) -> None:
    model = replace(knapsack(), objective=Objective(Sense.MINIMISE, ((0, 1),), 10**17 + 1))
    assert export_model(model, tmp_path / "constant.lp").objective_rounded


def test_unknown_suffix_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"unknown suffix '\.txt'; known: \.lp, \.mps"):
        export_model(knapsack(), tmp_path / "model.txt")
    assert list(tmp_path.iterdir()) == []


def test_fault_while_writing_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "model.lp"
    path.write_text("old")

    def half_written(problem: pulp.LpProblem, filename: str, **_: object) -> None:
        Path(filename).write_text("half")
        raise OSError("no space left")

    monkeypatch.setattr(pulp.LpProblem, "writeLP", half_written)
    with pytest.raises(OSError, match="no space left"):
        export_model(knapsack(), path)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["model.lp"]


def test_missing_folder_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        export_model(knapsack(), tmp_path / "nowhere" / "model.lp")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("M01|C02", "M01_C02"),
        ("Żółć gęślą", "Zolc_gesla"),
        ("2nd", "n_2nd"),
        ("e12", "n_e12"),
        ("E", "n_E"),
        ("engaged", "engaged"),
        ("§§", "_"),
        ("", "_"),
    ],
)
def test_sanitised(name: str, expected: str) -> None:
    assert sanitised(name) == expected


def test_unique_names_reserve_their_suffixed_forms() -> None:
    names = unique_names(["a", "A", "a_least", "a"], taken=["b"], reserve=["_least"])
    assert len({form.lower() for name in names for form in (name, f"{name}_least")}) == 8
    assert names[0] == "a"
