"""What engines print or write as they go, read for its bounds and plans."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator.solvers.incumbents import IncumbentFile
from allocator.solvers.logs import highs_bound, highs_log, scip_bound

HIGHS = (
    " R       0       0         0   0.00%   44861.76164     47736              6.02%        "
    "0      0      0      2098     0.2s"
)
HIGHS_WITHOUT_SOURCE = HIGHS.replace(" R ", "   ")
HIGHS_NO_BOUND = (
    " J       0       0         0   0.00%   -inf            113934             Large        "
    "0      0      0         0     0.1s"
)
SCIP = (
    "  1.2s|     1 |     0 | 10125 |     - |    61M |   0 |8000 | 468 | 420 |   0 |  0 |  47 |   0 "
    "| 4.486176e+04 | 4.491000e+04 |   0.11%| unknown"
)
SCIP_HEAD = (
    " time | node  | left  |LP iter|LP it/n|mem/heur|mdpt |vars |cons |rows |cuts |sepa|confs|"
    "strbr|  dualbound   | primalbound  |  gap   | compl. "
)


@pytest.mark.parametrize("line", [HIGHS, HIGHS_WITHOUT_SOURCE])
def test_bound_of_highs(line: str) -> None:
    bound = highs_bound(line)
    assert bound == pytest.approx(44861.76164, abs=1e-4)
    # Printed numbers are rounded, perhaps upward: the bound that is told stays below.
    assert bound is not None
    assert bound < 44861.76164


def test_bound_of_scip_is_below_what_seven_digits_say() -> None:
    bound = scip_bound(SCIP)
    assert bound == pytest.approx(44861.76, abs=0.05)
    assert bound is not None
    assert bound < 44861.76 - 0.005


@pytest.mark.parametrize(
    "line",
    [
        "",
        HIGHS_NO_BOUND,
        HIGHS.replace("44861.76164", "-1e+30"),
        "  Status            Time limit reached",
        "Src  Proc. InQueue |  Leaves   Expl. | BestBound       BestSol              Gap |",
    ],
)
def test_lines_of_highs_without_a_bound(line: str) -> None:
    assert highs_bound(line) is None


@pytest.mark.parametrize(
    "line", ["presolving:", SCIP_HEAD, SCIP.replace("4.486176e+04", "      --      ")]
)
def test_lines_of_scip_without_a_bound(line: str) -> None:
    assert scip_bound(line) is None


def test_bounds_of_completing_a_hint_are_not_those_of_the_model() -> None:
    """HiGHS solves a model of its own first, and prints a table like any other for it."""
    read = highs_log()
    assert read(HIGHS) is not None
    assert (
        read("Attempting to find feasible solution by solving MIP for user-supplied values") is None
    )
    assert read(HIGHS) is None
    assert read("Solving report") is None
    assert read(HIGHS) == highs_bound(HIGHS)


FIRST = "Objective 7\n# Columns -2\n 1 0\n 0.9999999 3\n"
SECOND = "Objective 5\n# Columns -1\n 12 2\n"


def test_plans_are_read_as_they_come(tmp_path: Path) -> None:
    path = tmp_path / "plans.sol"
    incumbents = IncumbentFile(path, 4)
    assert incumbents.new_plans() == []
    path.write_text(FIRST)
    assert incumbents.new_plans() == [[1.0, 0.0, 0.0, 0.9999999]]
    assert incumbents.new_plans() == []
    path.write_text(FIRST + SECOND + FIRST)
    assert incumbents.new_plans() == [[0.0, 0.0, 12.0, 0.0], [1.0, 0.0, 0.0, 0.9999999]]


@pytest.mark.parametrize("cut", range(1, len(SECOND)))
def test_plan_half_written_waits(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "plans.sol"
    incumbents = IncumbentFile(path, 4)
    path.write_text(FIRST + SECOND[:cut])
    assert len(incumbents.new_plans()) == 1
    path.write_text(FIRST + SECOND)
    assert incumbents.new_plans() == [[0.0, 0.0, 12.0, 0.0]]


def test_plan_of_zeros(tmp_path: Path) -> None:
    path = tmp_path / "plans.sol"
    path.write_text("Objective 0\n# Columns -0\n")
    assert IncumbentFile(path, 2).new_plans() == [[0.0, 0.0]]
