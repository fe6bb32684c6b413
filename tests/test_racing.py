"""Engines side by side: the first proof wins, and no plan is lost."""

from __future__ import annotations

import os
import signal

import pytest

from allocator import running
from allocator.running import control, race
from allocator.running.knowledge import Knowledge, is_plan
from allocator.solvers import (
    Limits,
    Outcome,
    OutcomeStatus,
    Progress,
    StoppedBy,
)
from tests.engine_processes import (
    LONG,
    in_thread,
    only_child,
)
from tests.small_models import HARD, assignment, impossible, knapsack

pytestmark = pytest.mark.usefixtures("no_child_left")


def test_race_is_won_by_a_proof_and_keeps_the_others_plans() -> None:
    # HiGHS, SCIP and CP-SAT prove this in a second or two; CBC needs far longer.
    model = assignment(5, 20, seed=1)
    result = race(model, ["cbc", "highs", "cpsat"], LONG)
    assert result.winner is not None
    assert result.best == result.outcomes[result.winner]
    assert result.best.status is OutcomeStatus.OPTIMAL
    assert set(result.outcomes) == {"cbc", "highs", "cpsat"}
    for outcome in result.outcomes.values():
        if outcome.status is not OutcomeStatus.OPTIMAL:
            assert outcome.stopped_by is StoppedBy.INTERRUPTED
            assert outcome.words == f"{result.winner} was first"


def test_race_on_an_infeasible_model() -> None:
    result = race(impossible(), ["scip", "cpsat"], LONG)
    assert result.winner in ("scip", "cpsat")
    assert result.best.status is OutcomeStatus.INFEASIBLE


def test_race_without_a_proof_gives_the_best_plan() -> None:
    result = race(HARD, ["cbc", "highs"], Limits(time_seconds=1.5))
    assert result.winner is None
    objectives = [outcome.objective for outcome in result.outcomes.values()]
    assert result.best.objective == min(value for value in objectives if value is not None)


def test_crash_in_a_race_costs_no_plan() -> None:
    thread, results = in_thread(lambda: race(HARD, ["highs", "cpsat"], Limits(time_seconds=3)))
    os.kill(only_child(), signal.SIGKILL)
    thread.join(10)
    (result,) = results
    assert isinstance(result, running.Race)
    crashed = [name for name, found in result.outcomes.items() if "signal 9" in found.words]
    assert len(crashed) == 1
    assert result.best.values is not None


def test_optimum_that_breaks_a_row_wins_no_race() -> None:
    proof = {"status": OutcomeStatus.OPTIMAL, "stopped_by": StoppedBy.PROOF}
    broken = Outcome("scip", **proof, values=(1, 1, 1), objective=20)  # type: ignore[arg-type]
    sound = Outcome("scip", **proof, values=(1, 0, 1), objective=14)  # type: ignore[arg-type]
    assert not control._is_proof(knapsack(), broken)
    assert control._is_proof(knapsack(), sound)


def test_a_bound_proves_another_engines_plan() -> None:
    """(1, 0, 1) is worth 14: a bound of 14 leaves nothing better, one of 15 might."""
    knowledge = Knowledge("cpsat", knapsack(), None)
    assert not knowledge.proves((1, 0, 1))
    for bound, proved in ((15, False), (14, True)):
        knowledge.hear(Progress("cpsat", None, bound, 0.1))
        assert knowledge.proves((1, 0, 1)) is proved
    outcome = knowledge.proved((1, 0, 1), seconds=1.0)
    assert (outcome.status, outcome.objective, outcome.bound) == (OutcomeStatus.OPTIMAL, 14, 14)
    assert control._is_proof(knapsack(), outcome)


@pytest.mark.parametrize("names", [[], ["cpsat", "cpsat"]])
def test_race_wants_different_engines(names: list[str]) -> None:
    with pytest.raises(ValueError, match="each named once"):
        race(knapsack(), names, LONG)


def test_knowledge_takes_only_plans_and_only_better_ones() -> None:
    knowledge = Knowledge("any", knapsack(), None)
    ends = StoppedBy.INTERRUPTED
    assert knowledge.cut_short(ends, seconds=1, words="").status is OutcomeStatus.UNKNOWN
    for values, best in (((1, 1, 1), None), ((0, 1, 0), 6), ((1, 0, 0), 6), ((1, 0, 1), 14)):
        knowledge.hear(Progress("any", None, 15.0, 0.1, values))
        found = knowledge.cut_short(ends, seconds=1, words="")
        assert (found.objective, found.bound) == (best, 15.0)
    worse = Outcome("any", OutcomeStatus.FEASIBLE, ends, values=(0, 1, 0), objective=6)
    assert knowledge.completed(worse).objective == 14
    proof = Outcome("any", OutcomeStatus.OPTIMAL, StoppedBy.PROOF, values=(0, 1, 0), objective=6)
    assert knowledge.completed(proof) == proof
    assert not is_plan(knapsack(), (1, 0))
    assert not is_plan(knapsack(), (0, 0, 2))
