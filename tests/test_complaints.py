"""Justified complaints: TOY4 by enumeration, splits made by hand, random problems by force."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from allocator.measures.awards import awards, counted_awards, targets
from allocator.measures.bottleneck import bottlenecks
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Fairness, Terms
from allocator.reading import write_json
from allocator.reporting.complaints import (
    bottleneck_sentence,
    complaint_lines,
    complaint_sentence,
)
from allocator.solvers import Limits
from allocator.solving import Options
from allocator.solving import engines as engines_module
from allocator.solving.complaints import Complaints, justified_complaints
from tests import naive
from tests.builders import problem
from tests.command_line import Terminal
from tests.random_problems import all_allocations, random_problem
from tests.test_bottleneck import meals_and_care
from tests.test_brute_force import in_this_process
from tests.toy4 import MEMBERS, awards_of, splits, toy4

BY_PRICE = Fairness("reference_value")
DUE = dict(zip(MEMBERS, map(Fraction, (15, 9, 3, 3)), strict=True))
LEAST_COST = {("A", "B"), ("C", "A"), ("C", "B"), ("D", "A"), ("D", "B")}


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


def heard(
    which: Problem,
    split: Mapping[Pair, Fraction],
    fairness: Fairness = BY_PRICE,
    terms: Terms | None = None,
    backend: str = "auto",
) -> Complaints:
    options = Options(backend=backend, limits=Limits(workers=1, time_seconds=60))
    return justified_complaints(which, split, fairness, terms, options)


def who(found: Complaints) -> set[tuple[str, str]]:
    return {(each.member_id, each.against) for each in found.complaints}


def with_awards(*wanted: int) -> dict[Pair, Fraction]:
    return next(each for each in splits() if awards_of(each) == wanted)


def expected(split: Mapping[Pair, Fraction]) -> set[tuple[str, str]]:
    """By enumeration of all 150 splits."""
    return grounds(
        dict(zip(MEMBERS, awards_of(split), strict=True)),
        [dict(zip(MEMBERS, awards_of(each), strict=True)) for each in splits()],
        DUE,
    )


def grounds(
    before: Mapping[str, Fraction],
    plans: list[dict[str, Fraction]],
    due: Mapping[str, Fraction],
) -> set[tuple[str, str]]:
    found = set()
    for after in plans:
        up = [each for each in before if after[each] > before[each]]
        down = [each for each in before if after[each] < before[each]]
        if len(up) != 1 or len(down) != 1 or not {*up, *down} <= set(due):
            continue
        (low,), (high,) = up, down
        ratio = before[low] / due[low]
        if before[high] / due[high] > ratio and after[high] / due[high] > ratio:
            found.add((low, high))
    return found


@pytest.mark.parametrize("backend", ["auto", "highs", "scip"])
@pytest.mark.parametrize("wanted", [(18, 12, 0, 0), (15, 15, 0, 0)])
def test_least_cost_of_toy4_is_open_to_five_complaints(
    wanted: tuple[int, ...], backend: str
) -> None:
    """T13."""
    split = with_awards(*wanted)
    # A stands below B in both: 18/15 below 12/9, and 15/15 below 15/9.
    assert expected(split) == LEAST_COST
    found = heard(toy4(), split, backend=backend)
    assert found.complete
    assert who(found) == LEAST_COST


def test_the_fairest_split_of_toy4_is_open_to_none() -> None:
    """T13: A 14/15, B and C 1, D 4/3; five pairs, each proved to have no ground."""
    found = heard(toy4(), with_awards(14, 9, 3, 4))
    assert (found.complaints, found.undecided) == ((), ())
    assert set(found.none) == {("A", "B"), ("A", "C"), ("A", "D"), ("B", "D"), ("C", "D")}


def test_a_complaint_comes_with_a_split_that_shows_it() -> None:
    before = with_awards(18, 12, 0, 0)
    complaint = next(each for each in heard(toy4(), before).complaints if each.member_id == "C")
    after = {(a.member_id, a.component_id): a.quantity for a in complaint.split.assignments}
    got = dict(zip(MEMBERS, awards_of(after), strict=True))
    assert after in list(splits())
    assert complaint.before[0] == 0 < complaint.after[0] == got["C"]
    assert got[complaint.against] == complaint.after[1] < complaint.before[1]
    others = set(MEMBERS) - {"C", complaint.against}
    old = dict(zip(MEMBERS, awards_of(before), strict=True))
    assert all(got[each] == old[each] for each in others)


def test_the_split_that_shows_it_moves_no_more_than_it_must() -> None:
    """One lot of M from B to D is enough; it is worth 2."""
    before = {("A", "H"): Fraction(6), ("A", "M"): Fraction(1), ("B", "M"): Fraction(5)}
    found = heard(toy4(), before)
    (complaint,) = (
        each for each in found.complaints if (each.member_id, each.against) == ("D", "B")
    )
    told = list(complaint_lines(toy4(), before, found, "en"))
    sentence = complaint_sentence(toy4(), found, complaint, "en")
    assert told[told.index(sentence) + 1] == "  What changes: M B 5 → 4, M D 0 → 1."
    assert (complaint.before, complaint.after) == ((0, 10), (2, 8))


def test_a_budget_can_take_the_ground_away() -> None:
    """Of cost 20 there are only (15, 15, 0, 0) and (18, 12, 0, 0): C and D can not be paid.

    A, which has 15/15 below 15/9, can still point to the other one, where B has 12/9.
    """
    split = with_awards(15, 15, 0, 0)
    assert who(heard(toy4(), split, terms=Terms(cost_cap_pln=Fraction(20)))) == {("A", "B")}


def test_a_split_that_breaks_rules_can_be_complained_of_too() -> None:
    """A has nine lots where eight are its capacity; whoever complains must keep the rules."""
    split = {
        ("A", "H"): Fraction(6),
        ("A", "M"): Fraction(3),
        ("B", "M"): Fraction(3),
    }
    # Awards 24, 6, 0, 0. B can take two lots of H (12 in all): A 18 is above 6/9.
    found = heard(toy4(), split)
    assert ("B", "A") in who(found)


def test_bottlenecks_in_words() -> None:
    """T18: all meals are theirs, or could be; and who can do nothing."""
    which = meals_and_care()
    first = bottlenecks(which, BY_PRICE)[0]
    whole = {("P", "MEALS"): Fraction(6), ("Q", "MEALS"): Fraction(6), ("R", "CARE"): Fraction(24)}
    told = bottleneck_sentence(which, whole, first, "en")
    assert told.startswith("P and Q together can only do MEALS, and all of it is already theirs.")
    assert "66.67%" in told
    part = {("P", "MEALS"): Fraction(6)}
    assert "Even all of it" in bottleneck_sentence(which, part, first, "en")
    assert "Nawet gdyby" in bottleneck_sentence(which, part, first, "pl")


def test_the_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    terminal = Terminal(capsys)
    path, table = tmp_path / "toy.json", tmp_path / "split.csv"
    write_json(toy4().tables, path)
    words = ("complaints", path, table, "--measure", "reference_value", "--backend", "cpsat")
    table.write_text("member_id,component_id,quantity\nA,H,6\nB,M,5\nA,M,1\n", encoding="utf-8")
    ran = terminal(*words, "--format", "json")
    assert ran.code == 1
    told = {(each["member_id"], each["against"]) for each in ran.document["complaints"]}
    # Awards 20, 10, 0, 0: B with 10/9 stands below A with 20/15.
    assert told == {("B", "A"), ("C", "A"), ("C", "B"), ("D", "A"), ("D", "B")}
    fair = "A,H,4\nA,M,1\nB,H,1\nB,M,3\nC,H,1\nD,M,2\n"
    table.write_text(f"member_id,component_id,quantity\n{fair}", encoding="utf-8")
    ran = terminal(*words)
    assert (ran.code, ran.out.splitlines()[0]) == (
        0,
        "Nobody has a justified complaint about another: proved for 5 pairs.",
    )


def test_a_member_without_a_target_neither_complains_nor_pays() -> None:
    which = problem(
        components={"C1": 4},
        members={"M1": {"target_share_pct": 50}, "M2": {"target_share_pct": 50}, "M3": {}},
    )
    split = {("M2", "C1"): Fraction(3), ("M3", "C1"): Fraction(1)}
    found = heard(which, split)
    assert who(found) == {("M1", "M2")}
    assert found.complaints[0].after in ((Fraction(10), Fraction(20)), (Fraction(20), Fraction(10)))


@pytest.mark.parametrize("seed", range(24))
def test_random_problems_agree_with_enumeration(seed: int) -> None:
    which, terms = random_problem(seed)
    measure = ("value", "reference_value", "hours")[seed % 3]
    fairness = Fairness(measure)
    due = targets(which, fairness)
    judge = naive.Judge(which, terms)
    plans = [each for each in all_allocations(which, terms) if judge.allows(each)]
    if not due or not plans:
        return
    given = plans[seed * 7 % len(plans)]
    told = [dict(counted_awards(which, each, fairness)) for each in plans]
    found = heard(which, given, fairness, terms)
    assert found.complete
    assert who(found) == grounds(dict(awards(which, given, measure)), told, due)


def test_a_list_begins_with_its_number_and_the_largest_rise() -> None:
    """(18, 12, 0, 0): C and D have nothing, so that whatever they get lifts them most."""
    before = {("A", "H"): Fraction(6), ("B", "M"): Fraction(6)}
    found = heard(toy4(capacity={"A": 8, "B": 6, "C": 2, "D": 2}), before)
    told = list(complaint_lines(toy4(), before, found, "pl"))
    assert told[0].startswith(f"Słusznych skarg: {len(found.complaints)}.")
    assert told[1].startswith(("C może słusznie wskazać", "D może słusznie wskazać"))
    rises = [
        (each.after[0] - each.before[0]) / due
        for line in told
        for each in found.complaints
        if (due := {"A": 15, "B": 9, "C": 3, "D": 3}[each.member_id])
        and line == complaint_sentence(toy4(), found, each, "pl")
    ]
    assert len(rises) == len(found.complaints)
    assert rises == sorted(rises, reverse=True)


def test_a_tiny_change_shows_in_its_figures() -> None:
    """29 990 and 29 991 of the 30 000 units due are both 99.97 %: a third decimal tells."""
    which = problem(
        components={"C1": 60_000},
        members={"M1": {"target_share_pct": 50}, "M2": {"target_share_pct": 50}},
        offers={"M1:C1": 10, "M2:C1": 10},
        budget=600_000,
    )
    before = {("M1", "C1"): Fraction(29_990), ("M2", "C1"): Fraction(30_010)}
    found = heard(which, before)
    (told, *_) = complaint_lines(which, before, found, "pl")
    assert told.startswith(
        "M1 może słusznie wskazać na: M2. Jest podział, w którym M1 ma 99,97% swojego udziału "
        "zamiast 99,967%, M2 100,03% zamiast 100,033%"
    )


def test_of_one_member_the_sentence_is_in_the_singular() -> None:
    which = problem(
        components={"C1": 10, "C2": 10},
        members={"M1": {"target_share_pct": 50}, "M2": {"target_share_pct": 50}},
        offers={"M1:C1": {"unit_cost_pln": 10, "capacity_max": 6}, "M2:C1": 10, "M2:C2": 10},
    )
    (group,) = [each for each in bottlenecks(which, Fairness("reference_value")) if each.ratio < 1]
    told = bottleneck_sentence(which, {}, group, "pl")
    # 6 of 10 units at 10, where 100 of 200 are due.
    assert told == (
        "M1: może mieć najwyżej 60% udziału z klucza, bo więcej sam nie zaoferował (C1)."
    )
