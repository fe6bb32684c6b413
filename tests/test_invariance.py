"""What never changes a proved result: order of rows and columns, format, workers, engine."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from allocator.allocation import Result
from allocator.measures.goal_measures import NoMeasure
from allocator.measures.goals import entries, measure
from allocator.problem.building import build
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms, policy_goals
from allocator.reading import (
    read_problem,
    write_folder,
    write_json,
    write_tables,
    write_workbook,
    write_zip,
)
from allocator.reporting import dump_document, result_document
from allocator.solvers import Limits
from allocator.solving import Options, engines, solve
from tests.builders import problem
from tests.command_line import GRANT, TOWN
from tests.lying_engines import Fakes
from tests.random_problems import random_problem

BACKENDS = ("auto", "cpsat", "highs", "scip", "cbc")
GRANT_GOALS = (
    (Goal("small_members_engaged"),),
    (Goal("target_share"),),
    (Goal("smallest_ratio", Fraction(1)), Goal("cost")),
)
"""The first two leave many equal plans: without the draw each engine would choose its own."""

HOW = ("backend", "confirm", "limits", "run")
"""Parts of the provenance that say how was searched; the rest says for what."""


def comparable(given: Problem, result: Result) -> Any:
    """The document of a proved result, less how it was found and where its input stood."""
    assert result.tie_broken
    return without_way(given, result)


def without_way(given: Problem, result: Result) -> Any:
    document = json.loads(dump_document(result_document(given, result)))
    for name in HOW:
        document["provenance"].pop(name, None)
    for goal in document["goals"]:
        goal["confirmed_by"] = bool(goal["confirmed_by"])
    # A warning may name a row of the file, the first of several as the file has them; a notice
    # only says which files of the folder are no tables.
    document["warnings"] = sorted(
        (each["code"], each["table"], each["column"])
        for each in document["warnings"]
        if each["severity"] != "notice"
    )
    return document


def solved(
    given: Problem, goals: tuple[Goal, ...], backend: str = "auto", *, workers: int = 1, **more: Any
) -> Any:
    options = Options(backend, limits=Limits(workers=workers), **more)
    return comparable(given, solve(given, goals, options=options))


def shuffled_folder(source: Path, target: Path, seed: int) -> Path:
    """The folder's tables with rows and columns in another order."""
    draw = random.Random(seed)
    target.mkdir()
    for path in sorted(source.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            heading, *rows = list(csv.reader(handle))
        order = draw.sample(range(len(heading)), len(heading))
        with (target / path.name).open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow([heading[place] for place in order])
            for row in draw.sample(rows, len(rows)):
                writer.writerow([row[place] for place in order])
    return target


@pytest.fixture(scope="module")
def grant() -> Problem:
    return read_problem(GRANT)


@pytest.fixture(scope="module")
def town() -> Problem:
    return read_problem(TOWN)


@pytest.fixture(scope="module")
def expected(grant: Problem) -> dict[tuple[Goal, ...], Any]:
    """Results of the grant, one worker of CP-SAT."""
    return {goals: solved(grant, goals, "cpsat") for goals in GRANT_GOALS}


# The grant


@pytest.mark.parametrize(("seed", "goals"), list(enumerate(GRANT_GOALS)))
def test_rows_and_columns_shuffled(
    seed: int, goals: tuple[Goal, ...], tmp_path: Path, expected: dict[Any, Any]
) -> None:
    given = read_problem(shuffled_folder(GRANT, tmp_path / "elsewhere", seed))
    for backend in ("cpsat", "scip"):
        assert solved(given, goals, backend) == expected[goals]


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("renamed", write_folder),
        ("grant.xlsx", write_workbook),
        ("grant.json", write_json),
        ("grant.zip", write_zip),
    ],
)
def test_other_formats(
    name: str, write: Callable[..., None], tmp_path: Path, grant: Problem, expected: dict[Any, Any]
) -> None:
    write(grant.tables, tmp_path / name)
    given = read_problem(tmp_path / name)
    assert solved(given, GRANT_GOALS[1]) == expected[GRANT_GOALS[1]]


def test_workbook_of_shuffled_rows(tmp_path: Path, expected: dict[Any, Any]) -> None:
    given = read_problem(shuffled_folder(GRANT, tmp_path / "shuffled", 3))
    write_tables(given.tables, tmp_path / "shuffled.xlsx")
    goals = GRANT_GOALS[0]
    assert solved(read_problem(tmp_path / "shuffled.xlsx"), goals) == expected[goals]


@pytest.mark.parametrize(
    ("backend", "workers", "goals"),
    [
        ("auto", 1, GRANT_GOALS[0]),
        ("auto", 2, GRANT_GOALS[1]),
        ("auto", 4, GRANT_GOALS[2]),
        ("cpsat", 2, GRANT_GOALS[0]),
        ("cpsat", 2, GRANT_GOALS[1]),
        ("cpsat", 4, GRANT_GOALS[2]),
    ],
)
def test_workers(
    backend: str,
    workers: int,
    goals: tuple[Goal, ...],
    grant: Problem,
    expected: dict[Any, Any],
) -> None:
    assert solved(grant, goals, backend, workers=workers) == expected[goals]


@pytest.mark.parametrize("goals", GRANT_GOALS)
@pytest.mark.parametrize("backend", ["highs", "scip", "cbc"])
def test_engines(
    goals: tuple[Goal, ...], backend: str, grant: Problem, expected: dict[Any, Any]
) -> None:
    assert solved(grant, goals, backend) == expected[goals]


def test_confirming(grant: Problem, expected: dict[Any, Any]) -> None:
    assert solved(grant, GRANT_GOALS[0], confirm=True) == expected[GRANT_GOALS[0]]


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_published_draw_decides(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both members ask for the same price, so all goes to the one that draws the higher weight."""
    monkeypatch.setattr(engines, "race", Fakes({}))
    winners = set()
    for seed in range(4):
        drawn = {
            each: int(sha256(f"{seed}|{each}|C1".encode()).hexdigest()[:5], 16)
            for each in ("M1", "M2")
        }
        options = Options(backend, seed=seed, limits=Limits(workers=1))
        result = solve(problem(), [Goal("cost")], options=options)
        assert (result.tie_seed, result.tie_broken) == (seed, True)
        assert result.split is not None
        (whole,) = result.split.assignments
        assert whole.member_id == max(drawn, key=drawn.__getitem__)
        winners.add(whole.member_id)
    assert winners == {"M1", "M2"}


# The town


def test_town_balanced(town: Problem, tmp_path: Path) -> None:
    given = read_problem(shuffled_folder(TOWN, tmp_path / "elsewhere", 4))
    goals = policy_goals(town, "balanced")
    assert solved(given, goals, "scip") == solved(town, goals, workers=2)


def test_town_cheapest(town: Problem, tmp_path: Path) -> None:
    write_workbook(town.tables, tmp_path / "town.xlsx")
    given = read_problem(tmp_path / "town.xlsx")
    goals = policy_goals(town, "cheapest")
    assert solved(given, goals, "cbc") == solved(town, goals, "cpsat", workers=4)


@pytest.mark.long
@pytest.mark.parametrize("policy", ["balanced", "cheapest", "fairest", "continuity"])
def test_town_in_every_way(policy: str, town: Problem, tmp_path: Path) -> None:
    goals = policy_goals(town, policy)
    expected = solved(town, goals, workers=2)
    for number, backend in enumerate(BACKENDS):
        given = read_problem(shuffled_folder(TOWN, tmp_path / backend, 10 + number))
        for workers in (1, 2, 4) if backend in ("auto", "cpsat") else (1,):
            assert solved(given, goals, backend, workers=workers) == expected


# Random problems, in this process: as small as they are, a process for each would take most of it


def random_goals(given: Problem, terms: Terms, seed: int) -> tuple[Goal, ...]:
    """One to three goals that have a measure here."""
    draw = random.Random(seed)
    names = ["cost", "smallest_ratio", "target_deviation", "target_share", "small_members_value"]
    names += ["small_members_engaged", "quality", "preference", "handover", "soft_rules"]
    names += ["changes"] if terms.earlier is not None else []
    found = []
    for name in draw.sample(names, draw.randint(1, 3)):
        tolerance = Fraction(0 if name in ("soft_rules", "target_share") else draw.choice([0, 2]))
        goal = Goal(name, tolerance, terms.fairness)
        if has_measure(given, terms, goal):
            found.append(goal)
    return tuple(found) or (Goal("cost"),)


def has_measure(given: Problem, terms: Terms, goal: Goal) -> bool:
    try:
        for entry in entries(given, terms, (goal,)):
            measure(given, terms, entry.name, goal.fairness, {})
    except NoMeasure:
        return False
    scored = goal.name in ("quality", "preference")
    return not scored or all(getattr(each, goal.name) is not None for each in given.offers)


def rebuilt(given: Problem, seed: int) -> Problem:
    draw = random.Random(seed)
    return build({name: tuple(draw.sample(rows, len(rows))) for name, rows in given.tables.items()})


def in_every_way(seed: int) -> None:
    given, terms = random_problem(seed)
    goals = random_goals(given, terms, seed)
    found = {}
    for number, backend in enumerate(BACKENDS):
        variant = rebuilt(given, number) if number else given
        options = Options(backend, limits=Limits(workers=1 + number % 2))
        result = solve(variant, goals, terms, options)
        assert result.tie_broken == (result.split is not None)
        found[backend] = without_way(variant, result)
    for backend in BACKENDS:
        assert found[backend] == found["auto"], (backend, goals)


@pytest.mark.parametrize("seed", range(1000, 1020))
def test_random_problems(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "race", Fakes({}))
    in_every_way(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1020, 1400))
def test_more_random_problems(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "race", Fakes({}))
    in_every_way(seed)
