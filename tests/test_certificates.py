"""Certificates of fairness: what they claim, who finds a forgery, what only engines can tell."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from fractions import Fraction
from io import StringIO
from pathlib import Path
from shutil import copy, rmtree
from typing import Any

import pytest

from allocator.certificates import Stated, certified_case
from allocator.certificates.claims import Case
from allocator.certificates.proving import is_witness
from allocator.cli.app import run
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Fairness, Goal, Terms
from allocator.reading import write_folder
from allocator.running import run_here
from allocator.solvers import Limits, OutcomeStatus
from tests.command_line import Terminal
from tests.toy4 import MEMBERS, awards_of, splits, toy4

Document = dict[str, Any]
Change = Callable[[Document], None]

GRID = Fairness("reference_value", Fraction(100, 45), None)
ENGINES = ("cpsat", "highs", "scip")


def split_with(*awards: int) -> dict[Pair, Fraction]:
    """The first enumerated split of TOY4 with these awards of A, B, C and D."""
    return next(each for each in splits() if awards_of(each) == awards)


def case_with(which: Problem, split: dict[Pair, Fraction], levels: tuple[int, ...]) -> Case:
    """The claims that a split would make if it called itself the fairest."""
    stated = [Stated("target_share", levels, levels, True, ("cpsat",))]
    goals = [Goal("target_share", fairness=GRID)]
    found = certified_case(which, Terms(), goals, stated, split)
    assert found is not None
    return found


def failing(case: Case, engine: str) -> set[str]:
    """Claims that do not hold: an engine finds a plan that they say does not exist."""
    broken = set()
    for claim in case.claims:
        outcome = run_here(claim.model, engine, Limits())
        if outcome.values is not None and is_witness(claim.model, outcome.values):
            broken.add(claim.name)
        else:
            assert outcome.status is OutcomeStatus.INFEASIBLE, claim.name
    return broken


@pytest.mark.parametrize("engine", ENGINES)
def test_personal_claims_of_toy4(engine: str) -> None:
    """T06: none fails at the fairest split; at the two cheapest ones A, C and D fail, B does not.

    In 45ths the fairest levels are A 42, B 45, C 45, D 60; those of (18,12,0,0) and (15,15,0,0)
    are 54, 60, 0, 0 and 45, 75, 0, 0. D, for one, can get 4/3 with nobody below its present 0.
    """
    fair = case_with(toy4(), split_with(14, 9, 3, 4), (42, 45, 45, 60))
    assert failing(fair, engine) == set()
    assert {each.subject for each in fair.claims if each.kind == "member"} == set(MEMBERS)
    for awards, levels in (((18, 12, 0, 0), (0, 0, 54, 60)), ((15, 15, 0, 0), (0, 0, 45, 75))):
        cheap = case_with(toy4(), split_with(*awards), levels)
        personal = {each for each in failing(cheap, engine) if each.startswith("member")}
        assert personal == {"member:A", "member:C", "member:D"}


def test_personal_claims_do_not_suffice() -> None:
    """T07 on vectors: (1,2,3) against (3,1,4). Nobody of (1,2,3) can rise unless another falls to
    its level, and yet (1,3,4) is better than (1,2,3): the ladder is needed as well."""
    outcomes = ((1, 2, 3), (3, 1, 4))
    present = outcomes[0]
    for place, level in enumerate(present):
        better = [
            each
            for each in outcomes
            if each[place] > level
            and all(
                each[other] >= min(present[other], level + 1)
                for other in range(3)
                if other != place
            )
        ]
        assert better == []
    assert max(outcomes, key=sorted) == (3, 1, 4)


def test_the_ladder_claims_are_those_of_the_study() -> None:
    """In 45ths: not 4 members at 43; at most 3; not 3 at 46; at most 1; not 1 at 61; none more."""
    case = case_with(toy4(), split_with(14, 9, 3, 4), (42, 45, 45, 60))
    rungs = [
        (each.kind, each.subject, each.number) for each in case.claims if each.kind != "member"
    ]
    assert rungs == [
        ("level", "42", 4), ("count", "42", 4), ("level", "45", 3), ("count", "45", 3),
        ("level", "60", 1), ("count", "60", 1),
    ]  # fmt: skip


@pytest.fixture(name="terminal")
def a_terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with TOY4's result and the certificate beside it; the input itself is gone."""
    folder = tmp_path_factory.mktemp("certified")
    write_folder(toy4(budget=26).tables, folder / "toy4")
    fairness = ("--measure", "reference_value", "--grid", "5", "--cap", "none")
    words = ("--goal", "target_share", *fairness, "--out", str(folder / "r.json"), "--quiet")
    with redirect_stdout(StringIO()):
        assert run(["solve", str(folder / "toy4"), *words]) == 0
    rmtree(folder / "toy4")
    return folder


@pytest.fixture
def solved(made: Path, tmp_path: Path) -> Path:
    """The result, in a folder of its own with its certificate."""
    for each in made.iterdir():
        copy(each, tmp_path / each.name)
    return tmp_path / "r.json"


def test_a_certificate_stands_alone(terminal: Terminal, solved: Path) -> None:
    """The input is not there any more: result and certificate are enough."""
    ran = terminal("verify", solved, "--format", "json", "--quiet")
    found = json.loads(ran.out)
    assert (ran.code, found["verdict"]) == (0, "confirmed")
    claims = [each for each in found["claims"] if each["goal"].startswith("claim:")]
    assert len(claims) >= 6
    assert {each["finding"] for each in claims} == {"confirmed"}
    assert "cpsat" not in {each["engine"] for each in claims}


def test_without_a_goal_of_levels_there_is_no_certificate(
    terminal: Terminal, tmp_path: Path
) -> None:
    write_folder(toy4(budget=26).tables, tmp_path / "toy4")
    (tmp_path / "r.certificate.json").write_text("{}")
    words = ("--goal", "cost", "--out", tmp_path / "r.json", "--quiet")
    assert terminal("solve", tmp_path / "toy4", *words).code == 0
    assert not (tmp_path / "r.certificate.json").exists()


def one_more(row: Document, key: str) -> None:
    row[key] = int(row[key]) + 1


def swap(document: Document) -> None:
    """Two quantities that keep coverage: a lot of H goes from one member to another."""
    lots = {(each["member_id"], each["component_id"]): each for each in document["assignments"]}
    giver, taker = lots["A", "H"], lots["B", "H"]
    giver["quantity"], taker["quantity"] = giver["quantity"] - 1, taker["quantity"] + 1


def drop(rows: list[Any]) -> None:
    rows.pop()


FORGERIES: dict[str, Change] = {
    "a quantity": lambda each: one_more(each["assignments"][0], "quantity"),
    "two quantities that keep coverage": swap,
    "a level": lambda each: one_more(each["members"][1], "level"),
    "the sorted levels": lambda each: each["levels"].reverse(),
    "a target": lambda each: one_more(each["members"][0], "target"),
    "an award": lambda each: one_more(each["members"][2], "award"),
    "a claim left out": lambda each: drop(each["claims"]),
    "a claim's sentence": lambda each: each["claims"][0].update(text_pl="nic"),
    "a claim's subject": lambda each: each["claims"][0].update(subject="99"),
    "a claim's bound": lambda each: one_more(each["claims"][0]["rows"][-1], "lower"),
    "a claim's row left out": lambda each: drop(each["claims"][-1]["rows"]),
    "a claim's engines": lambda each: each["claims"][0].update(engines=["nobody"]),
    "a row of the base": lambda each: drop(each["base"]["rows"]),
    "a coefficient": lambda each: each["base"]["rows"][0]["terms"][0].__setitem__(1, 7),
    "a bound of a variable": lambda each: each["base"]["variables"][0].__setitem__(2, 1),
    "the digest": lambda each: each.update(problem_digest="0" * 64),
    "the grid": lambda each: each.update(grid_pct=1),
    "the cap": lambda each: each.update(cap_pct=100),
    "complete": lambda each: each.update(complete=False),
    "an offer's price": lambda each: one_more(each["problem"]["offers"][0], "unit_cost_pln"),
    "a share of the key": lambda each: one_more(each["problem"]["members"][0], "target_share_pct"),
    "something added": lambda each: each.update(extra=1),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_certificate_is_refuted(terminal: Terminal, solved: Path, name: str) -> None:
    path = solved.with_name("r.certificate.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    FORGERIES[name](document)
    path.write_text(json.dumps(document), encoding="utf-8")
    ran = terminal("verify", solved, "--quiet", language="en")
    assert (ran.code, ran.out.splitlines()[-1]) == (1, "The result is refuted."), ran


def numbers(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all numbers in a document."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from numbers(each, (*path, key))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from numbers(each, (*path, place))
    elif isinstance(value, int) and not isinstance(value, bool):
        yield path


def changed_at(document: Document, path: tuple[Any, ...]) -> Document:
    copy: Any = json.loads(json.dumps(document))
    inner = copy
    for each in path[:-1]:
        inner = inner[each]
    inner[path[-1]] += 1
    found: Document = copy
    return found


def test_every_number_of_a_certificate_counts() -> None:
    """Each number of claims, base, members and assignments, changed by one: arithmetic tells."""
    from allocator.certificates import certificate_document, differences

    stated = [Stated("target_share", (42, 45, 45, 60), (42, 45, 45, 60), True, ("cpsat",))]
    goals = [Goal("target_share", fairness=GRID)]
    due = certificate_document(toy4(), Terms(), goals, stated, split_with(14, 9, 3, 4))
    assert due is not None
    plain = json.loads(json.dumps(due, default=str))
    assert list(differences(plain, plain)) == []
    places = list(numbers(plain))
    assert len(places) > 500
    for path in places:
        assert list(differences(changed_at(plain, path), plain)) != [], path
