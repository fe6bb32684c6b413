"""Fairness goals, complaints and certificates against enumeration from bare rows."""

from __future__ import annotations

import random
from fractions import Fraction
from math import ceil
from typing import Any

import pytest

from allocator.allocation import Status
from allocator.certificates import Stated, certified_case
from allocator.certificates.proving import is_witness
from allocator.measures.fairness import fairness_of
from allocator.problem.request import Goal, Terms
from allocator.running import run_here
from allocator.solvers import Limits, OutcomeStatus
from allocator.solving import engines as engines_module
from allocator.solving import least_cost_at_level
from allocator.solving.complaints import justified_complaints
from tests.enumerated import F, Lots, Numbers
from tests.enumerated_case import Case, Key, mean, millionths
from tests.test_brute_force import in_this_process


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


def leximin(seed: int) -> None:
    case = Case(seed)
    case.agree("target_share", [], [case.levels])


def largest_share(seed: int) -> None:
    """The highest ratio least, then the next: rounded up to the grid, without a cap."""
    case = Case(seed)

    def down(split: Lots) -> tuple[int, ...]:
        ratios = case.ratios(split).values()
        return tuple(
            sorted((ceil(100 * each / case.fairness.grid_pct) for each in ratios), reverse=True)
        )

    result = case.solved("largest_share")
    if not case.splits:
        assert result.status is Status.INFEASIBLE
        return
    best = min(map(down, case.splits))
    left = [each for each in case.splits if down(each) == best]
    assert [each.value for each in result.goals] == [best, min(map(case.rows.cost, left))]


def welfare(seed: int, goal: str, alpha: Fraction) -> None:
    case = Case(seed)
    due = case.rows.targets(case.fairness.measure)

    def having(split: Lots) -> list[str]:
        return [who for who, ratio in case.ratios(split).items() if ratio]

    keys: list[Key] = [lambda split: mean(case, split, alpha)]
    if alpha >= 1:
        keys = [
            lambda split: F(len(having(split))),
            lambda split: millionths(
                sum((due[who] for who in having(split)), F(0)) / sum(due.values(), F(0))
            ),
            *keys,
        ]
    case.agree(goal, [], keys, alpha=alpha)


def nash(seed: int) -> None:
    welfare(seed, "weighted_nash", F(1))


def alpha_fairness(seed: int) -> None:
    welfare(seed, "alpha_fairness", (F(0), F(1, 2), F(2), F(5), F(1))[seed % 5])


def ordered_sum(seed: int) -> None:
    case = Case(seed)
    weights = ((), (F(8), F(4), F(2), F(1)), (F(1),), (F(3), F(3), F(1, 7)))[seed % 4]

    def worth(split: Lots) -> Fraction:
        ratios = sorted(case.ratios(split).values())
        falling = weights or [F(each) for each in range(len(ratios), 0, -1)]
        total = sum((w * r for w, r in zip(falling, ratios, strict=False)), F(0))
        return millionths(total)

    case.agree("owa", [], [worth], owa_weights=weights)


def complaints(seed: int) -> None:
    """One up, one down, nobody else more or less, both end above where the riser stood."""
    case = Case(seed)
    if not case.splits:
        return
    given = random.Random(seed).choice(case.splits)
    before, old = case.rows.awards(given, case.fairness.measure), case.ratios(given)
    expected = set()
    for split in case.splits:
        after, new = case.rows.awards(split, case.fairness.measure), case.ratios(split)
        up = [who for who in after if after[who] > before[who]]
        down = [who for who in after if after[who] < before[who]]
        if len(up) != 1 or len(down) != 1 or up[0] not in old or down[0] not in old:
            continue
        low, high = up[0], down[0]
        if old[high] > old[low] and new[high] > old[low]:
            expected.add((low, high))
    found = justified_complaints(
        case.rows.problem, case.quantities(given), case.fairness, Terms(), case.options
    )
    assert found.complete
    assert {(each.member_id, each.against) for each in found.complaints} == expected


def measures(seed: int) -> None:
    """Award, target, ratio, level, spread, Gini, Jain, quota, WEF1 and WPROP1 of any split."""
    case = Case(seed)
    if not case.splits:
        return
    given = random.Random(seed).choice(case.splits)
    for found in fairness_of(case.rows.problem, case.quantities(given), case.fairness):
        due = case.rows.targets(found.measure)
        got = case.rows.awards(given, found.measure)
        ratios = {who: got[who] / due[who] for who in due}
        told = {each.member_id: each for each in found.members}
        assert {who: each.target for who, each in told.items()} == due
        assert {who: each.award for who, each in told.items()} == {who: got[who] for who in due}
        assert all(told[who].level == case.level(ratios[who]) for who in due)
        assert found.spread == max(ratios.values()) - min(ratios.values())
        differences = sum(
            (due[a] * due[b] * abs(ratios[a] - ratios[b]) for a in due for b in due), F(0)
        )
        reached, claim = sum((got[who] for who in due), F(0)), sum(due.values(), F(0))
        assert found.gini == (differences / (2 * claim * reached) if reached else None)
        squares = sum((each * each for each in ratios.values()), F(0))
        whole = sum(ratios.values(), F(0))
        assert found.jain_by_heads == (whole**2 / (len(due) * squares) if whole else None)
        up_to_one_lot(case, found, due, got)
        # Nothing that is allowed gives anybody more than is called its most.
        for split in case.splits:
            more = case.rows.awards(split, found.measure)
            assert all(more[who] <= told[who].reach.most for who in due)


def up_to_one_lot(case: Case, found: Any, due: Numbers, got: Numbers) -> None:
    worths = {
        case.rows.lot(what)
        * (
            case.rows.price(what)
            if found.measure == "reference_value"
            else F(part["labour_hours_per_unit"])
        )
        for what, part in case.rows.components.items()
    }
    if found.measure == "value" or len(worths) > 1:
        assert (found.lot, found.wef1, found.wprop1) == (None, None, None)
        return
    (lot,) = worths
    x = {who: got[who] / lot for who in due}
    m = sum(x.values(), F(0))
    w = {who: each / sum(due.values(), F(0)) for who, each in due.items()}
    assert found.lot == lot
    assert found.wef1 == all(
        x[i] / w[i] >= (x[j] - 1) / w[j] for i in due for j in due if i != j and x[j] > 0
    )
    assert found.wprop1 == all(x[i] + 1 >= w[i] * m for i in due)


def worst_off(seed: int) -> None:
    """The least cost at which everybody reaches a level, for some levels."""
    case = Case(seed)
    goal = Goal("target_share", fairness=case.fairness)
    lowest = {case.levels(each)[0] for each in case.splits}
    top = max(lowest, default=0)
    for level in sorted({0, top // 2, top, top + 1}):
        found = least_cost_at_level(case.rows.problem, goal, level, Terms(), case.options)
        able = [each for each in case.splits if case.levels(each)[0] >= level]
        assert found.infeasible == (not able), level
        if able:
            assert (found.proved, found.cost_pln) == (True, min(map(case.rows.cost, able)))


def certificates(seed: int) -> None:
    """Of any split that calls itself the fairest: claims hold exactly if it is, and each claim
    that fails is broken by a split that there really is."""
    case = Case(seed)
    if not case.splits:
        return
    best = max(map(case.levels, case.splits))
    problem = case.rows.problem
    fair = next(each for each in case.splits if case.levels(each) == best)
    for given in (fair, random.Random(seed).choice(case.splits)):
        levels = case.levels(given)
        stated = [Stated("target_share", levels, levels, True, ())]
        goals = [Goal("target_share", fairness=case.fairness)]
        found = certified_case(problem, Terms(), goals, stated, case.quantities(given))
        assert found is not None
        broken = set()
        for claim in found.claims:
            outcome = run_here(claim.model, str(case.options.backend), Limits())
            if outcome.values is None:
                assert outcome.status is OutcomeStatus.INFEASIBLE
            else:
                assert is_witness(claim.model, outcome.values)
                broken.add(claim.name)
        assert bool(broken - {each for each in broken if each.startswith("member")}) == (
            levels != best
        )
        assert {each for each in broken if each.startswith("member")} == personal(case, given)


def personal(case: Case, given: Lots) -> set[str]:
    """Members who can be lifted without anybody else falling to their level or below."""
    old = {who: case.level(each) for who, each in case.ratios(given).items()}
    found = set()
    for split in case.splits:
        new = {who: case.level(each) for who, each in case.ratios(split).items()}
        for who in old:
            others = (each for each in old if each != who)
            if new[who] > old[who] and all(
                new[each] >= old[each] or new[each] > old[who] for each in others
            ):
                found.add(f"member:{who}")
    return found


QUESTIONS = {
    "leximin": leximin,
    "largest share": largest_share,
    "nash": nash,
    "alpha": alpha_fairness,
    "ordered sum": ordered_sum,
    "complaints": complaints,
    "measures": measures,
    "worst-off": worst_off,
    "certificates": certificates,
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_few_problems_agree_with_enumeration(question: str) -> None:
    for seed in range(8):
        QUESTIONS[question](seed)


@pytest.mark.parametrize("seed", [50, 78, 150])
def test_a_mean_on_the_edge_of_a_step_is_not_cut_off(seed: int) -> None:
    """50 and 150, alpha 0: the best mean is k - 1/2 steps exactly, as fractions of a unit that sum
    to nothing; counted in whole units each from below, the best splits were lost. 78: alpha 5."""
    alpha_fairness(seed)


@pytest.mark.parametrize("seed", [19, 24, 57])
def test_who_can_rise_by_a_single_level_is_told(seed: int) -> None:
    """Splits on coarse grids in which somebody could be one level higher and no more."""
    certificates(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8, 220))
@pytest.mark.parametrize("question", QUESTIONS)
def test_problems_agree_with_enumeration(question: str, seed: int) -> None:
    QUESTIONS[question](seed)
