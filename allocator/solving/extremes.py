"""The least and the most that one member can have among splits that serve the goals equally well.

The published draw decides between such splits; whoever asks whether something holds whatever the
draw needs both ends. An engine's word: the plan it finds is checked, its bound is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from allocator.formulation import Formulation, formulate
from allocator.formulation.formulation import Target
from allocator.measures.awards import pair_value
from allocator.measures.goals import WELFARE_GOALS, Entry, Sense, entries
from allocator.model import Expression
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Goal, Terms
from allocator.solvers.base import OutcomeStatus
from allocator.solving.choosing import engines_for
from allocator.solving.engines import Search
from allocator.solving.leximin import held_rung, rungs_to_keep
from allocator.solving.options import Options
from allocator.solving.plans import Held, read_plan
from allocator.solving.progress import Clock, ShouldStop
from allocator.solving.sequence import tolerated

Value = Fraction | tuple[int, ...]
Prices = Mapping[str, Fraction]


def extreme_award(
    problem: Problem,
    goals: Sequence[Goal],
    values: Sequence[Value],
    member_id: str,
    prices: Prices | None,
    terms: Terms | None = None,
    options: Options | None = None,
    *,
    most: bool,
    should_stop: ShouldStop | None = None,
) -> Fraction | None:
    """The most, or the least, of a member's award where every goal keeps its proved value.

    `values` are those of the goals' entries; the award is a sum of quantity * price by component,
    or with `prices` None the value paid. None where that is not known: a limit, a stop, or a goal
    whose value can not be kept exactly (means).
    """
    terms, options = terms or Terms(), options or Options()
    if any(goal.name in WELFARE_GOALS for goal in goals):
        return None
    formulation = formulate(problem, terms)
    held = _hold(formulation, entries(problem, terms, tuple(goals)), values)
    expression = _award(formulation, member_id, prices)
    if not expression.terms:
        return Fraction(expression.constant)
    sense = Sense.MAXIMISE if most else Sense.MINIMISE
    entry = Entry("extreme", Goal("cost"), sense, Fraction(1))
    model = formulation.objective(Target(entry, expression))
    clock = Clock.start(None if options.limits.repeatable else options.limits.time_seconds)
    search = Search(options, clock, None, should_stop)
    engines = engines_for("extreme", options)
    found = search.run(model, engines, seconds=clock.share(1), phase="extreme")[0]
    if found.status is not OutcomeStatus.OPTIMAL or found.values is None:
        return None
    plan, _ = read_plan(formulation, found.values, held, options.seed)
    if plan is None:
        return None
    return award_at(problem, plan.quantities, member_id, prices)


def award_at(
    problem: Problem, quantities: Mapping[Pair, Fraction], member_id: str, prices: Prices | None
) -> Fraction:
    """A member's award at given prices of the components, or what it is paid."""
    own = {pair: quantity for pair, quantity in quantities.items() if pair[0] == member_id}
    if prices is not None:
        return sum((quantity * prices[pair[1]] for pair, quantity in own.items()), Fraction(0))
    paid = sum((pair_value(problem, *each) for each in own.items()), Fraction(0))
    engaged = any(own.values())
    return paid + (problem.member[member_id].fixed_cost_pln if engaged else 0)


def _hold(
    formulation: Formulation, steps: Sequence[Entry], values: Sequence[Value]
) -> tuple[Held, ...]:
    held: tuple[Held, ...] = ()
    for entry, value in zip(steps, values, strict=True):
        if isinstance(value, tuple):
            rungs = rungs_to_keep(value)
            formulation.keep_rungs(formulation.steps(entry.goal), rungs)
            held = (*held, *(held_rung(entry, *each) for each in rungs))
            continue
        target = formulation.target(entry)
        reached = tolerated(entry, value)
        formulation.hold(target, reached)
        held = (*held, Held(target, reached))
    return held


def _award(formulation: Formulation, member_id: str, prices: Prices | None) -> Expression:
    choices = formulation.choices
    pairs = choices.by_member.get(member_id, ())
    if prices is None:
        return choices.value(pairs) + choices.fixed_cost([member_id])
    return choices.per_unit(pairs, {pair: prices[pair[1]] for pair in pairs})
