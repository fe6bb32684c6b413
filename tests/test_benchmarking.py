"""Benchmarks: formats, translation, what can not be true, and a whole run on tiny instances."""

from __future__ import annotations

import csv
import gzip
from fractions import Fraction
from pathlib import Path

import pytest

from allocator.benchmarking.contenders import answer
from allocator.benchmarking.formats import Assignment, Family, Location, NotAnInstance
from allocator.benchmarking.formats import read_instance as read_numbers
from allocator.benchmarking.instances import Reference, found, read, reference
from allocator.benchmarking.memory import resident_kilobytes, tree
from allocator.benchmarking.runs import OURS, RIGHT, Answer, Run, contradiction
from allocator.benchmarking.tabulating import HEADINGS, row, totals
from allocator.cli.app import run as command
from allocator.model import Model
from allocator.problem.problem import Problem
from allocator.solvers.base import Limits

TINY = Path(__file__).parent / "data" / "bench"
OPTIMA = {"gap_tiny": 14, "sscflp_tiny": 30, "mrgap_tiny": 4, "mlgap_tiny": 7}
"""Argued by hand in the README beside the instances."""
LIMITS = Limits(time_seconds=20, workers=1)


def test_gap_file_gives_costs_resources_and_capacities() -> None:
    instance = read_numbers(TINY / "gap_tiny")
    assert isinstance(instance, Assignment)
    assert instance.family is Family.GAP
    assert instance.costs == (((4, 6, 5), (5, 4, 7)),)
    assert instance.resources == (((2, 2, 2), (2, 2, 2)),)
    assert instance.capacities == ((3, 4),)


def test_location_file_has_a_row_of_costs_for_each_customer() -> None:
    instance = read_numbers(TINY / "sscflp_tiny")
    assert isinstance(instance, Location)
    assert instance.fixed_costs == (30, 10, 12)
    assert instance.costs[2] == (1, 3, 4)


def test_gzipped_and_decimal_numbers_are_read(tmp_path: Path) -> None:
    plain = (TINY / "sscflp_tiny").read_bytes().replace(b"30 10 12", b"30.25 10.5 12.000000")
    (tmp_path / "packed.gz").write_bytes(gzip.compress(plain))
    instance = read_numbers(tmp_path / "packed.gz")
    assert isinstance(instance, Location)
    assert instance.fixed_costs == (Fraction("30.25"), Fraction("10.5"), 12)


@pytest.mark.parametrize("content", ["", "2 3", "2 3 1 1 1 1", "a b c d", "2.5 3 1", "3 nan 4"])
def test_other_numbers_are_no_instance(tmp_path: Path, content: str) -> None:
    (tmp_path / "odd").write_text(content)
    with pytest.raises(NotAnInstance, match="odd"):
        read_numbers(tmp_path / "odd")


def test_gap_becomes_jobs_of_one_unit_and_members_with_hours() -> None:
    problem = read(TINY / "gap_tiny").content
    assert isinstance(problem, Problem)
    assert [each.splittable for each in problem.components] == [False] * 3
    assert problem.staff_hours == {("A0000", "hours"): 3, ("A0001", "hours"): 4}
    assert problem.offer["A0001", "J0002"].unit_cost_pln == 7
    assert problem.hours_per_unit(("A0001", "J0002")) == 2


def test_facilities_become_members_with_a_fixed_cost() -> None:
    problem = read(TINY / "sscflp_tiny").content
    assert isinstance(problem, Problem)
    assert problem.member["A0002"].fixed_cost_pln == 12
    # The third customer needs 4 hours of whoever serves it.
    assert {problem.hours_per_unit((member, "J0002")) for member in problem.member} == {4}


def test_levels_become_a_model_with_a_choice_of_level() -> None:
    model = read(TINY / "mlgap_tiny").content
    assert isinstance(model, Model)
    assert len(model.variables) == 2 * 2 * 2
    first_twice_at_its_level_one = tuple(int(each.name == "x_0_0_0") for each in model.variables)
    assert [each.tag.rule_id for each in model.violated(first_twice_at_its_level_one)] == ["job"]


def test_instances_are_found_under_a_folder_with_their_references() -> None:
    names = {path.name: reference(path) for path in found([TINY, TINY / "gap_tiny"])}
    assert names == {
        "gap_tiny": Reference(Fraction(14), Fraction(14)),
        "mlgap_tiny": Reference(Fraction(7), None),
        "mrgap_tiny": Reference(Fraction(4), Fraction(4)),
        "sscflp_tiny": Reference(Fraction(30), Fraction(30)),
    }


@pytest.mark.parametrize("contender", [OURS, "cpsat", "highs", "scip", "cbc"])
@pytest.mark.parametrize("name", OPTIMA)
def test_everyone_proves_the_tiny_optima(name: str, contender: str) -> None:
    given = answer(TINY / name, contender, LIMITS)
    assert (given.status, given.value, given.fault) == ("optimal", OPTIMA[name], "")
    assert given.seconds_to_proof is not None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (Answer("optimal", Fraction(14), Fraction(14)), ""),
        (Answer("feasible", Fraction(15), Fraction(13)), ""),
        (Answer("feasible", Fraction(13), Fraction(12)), "below the published bound"),
        (Answer("optimal", Fraction(15), Fraction(15)), "above the known"),
        (Answer("optimal", Fraction(14), Fraction(13)), "above its own bound"),
        (Answer("feasible", Fraction(16), Fraction(15)), "bound above the known"),
        (Answer("infeasible"), "called infeasible"),
        (Answer("unknown"), ""),
    ],
)
def test_what_can_not_be_true_is_named(given: Answer, words: str) -> None:
    told = contradiction(given, Reference(Fraction(14), Fraction(14)))
    assert words in told
    assert bool(told) == bool(words)


def test_a_run_knows_how_far_it_is_from_the_reference_and_its_bound() -> None:
    run = Run(
        "x", "gap", OURS, Answer("feasible", Fraction(105), Fraction(84)), Reference(Fraction(100))
    )
    assert (run.above_pct, run.gap_pct, run.verdict) == (5, 20, RIGHT)


def test_totals_count_who_is_within_a_tenth_of_a_percent_of_the_best() -> None:
    # x: best 1000, so 1001 is close and 1002 is not; y: only b has a plan.
    values = {("x", "a"): 1001, ("x", "b"): 1000, ("x", "c"): 1002, ("y", "b"): 50}
    runs = [
        Run(name, "gap", contender, Answer("feasible", Fraction(value)))
        for (name, contender), value in values.items()
    ]
    runs.append(Run("y", "gap", "a", Answer("unknown")))
    assert totals(runs) == (
        ("a", "2", "1", "0", "1", "0.100", "0.100"),
        ("b", "2", "2", "0", "2", "0.000", "0.000"),
        ("c", "1", "1", "0", "0", "0.200", "0.200"),
    )


def test_a_row_has_a_cell_for_each_heading() -> None:
    cells = row(Run("x", "gap", OURS, Answer("optimal", Fraction(14), Fraction(14))))
    assert dict(zip(HEADINGS, cells, strict=True))["value"] == "14"


def test_memory_counts_a_process_and_what_it_started() -> None:
    import subprocess
    import sys
    from os import getpid

    if not resident_kilobytes(getpid()):
        pytest.fail("this system has no /proc: peak memory can not be measured")
    script = "import time; content = bytearray(50_000_000); print(flush=True); time.sleep(30)"
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert child.pid in tree(getpid())
        assert resident_kilobytes(child.pid) > 50_000
        child.kill()


def test_the_command_measures_prints_and_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "runs.csv"
    words = ["bench", str(TINY / "gap_tiny"), str(TINY / "mrgap_tiny"), "--engines"]
    code = command([*words, "allocator,cpsat", "--out", str(out), "--lang", "en", "--workers", "1"])
    printed = capsys.readouterr()
    assert code == 0, printed
    with out.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [(each["instance"], each["contender"], each["value"]) for each in rows] == [
        ("gap_tiny", "allocator", "14"),
        ("gap_tiny", "cpsat", "14"),
        ("mrgap_tiny", "allocator", "4"),
        ("mrgap_tiny", "cpsat", "4"),
    ]
    assert all(each["status"] == "optimal" and each["verdict"] == RIGHT for each in rows)
    assert all(int(each["peak_megabytes"]) > 10 for each in rows)
    assert "within 0.1 %" in printed.out


def test_the_command_refuses_what_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["bench", "nowhere", "--engines", "gurobi", "--time-limit", "0", "--lang", "en"]
    assert command(words) == 2
    told = capsys.readouterr().err
    assert all(word in told for word in ("nowhere", "gurobi", "--time-limit"))
