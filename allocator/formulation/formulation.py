"""The model of a problem under its terms, which grows by a goal at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, lcm
from typing import NamedTuple, Protocol

from allocator.allocation import Quantities
from allocator.formulation.choices import Choices, make_choices
from allocator.formulation.cutting import forbid
from allocator.formulation.goals import goal_expression
from allocator.formulation.ladder import (
    Rise,
    Steps,
    count_expression,
    level_expression,
    peaks_of,
    steps_of,
    write_ladder,
    write_rise,
)
from allocator.formulation.rules import write_hard
from allocator.formulation.structure import write_structure
from allocator.formulation.ties import tie_weights
from allocator.formulation.welfare import curves_of
from allocator.measures.goals import Entry
from allocator.measures.goals import Sense as BetterIs
from allocator.model import Expression, Model, Sense, Tag
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Goal, Terms

HELD = "held"
"""Tag of rows that keep what an earlier goal has reached."""

HALF = Fraction(1, 2)

Rungs = Sequence[tuple[int, int]]
"""Of a ladder: (level, how many members reach it), the lowest first."""


class Curved(Protocol):
    """What stands behind an expression that promises at least the measure."""

    def touch(self, choices: Choices, quantities: Quantities) -> bool:
        """Let the model know the exact measure of these quantities; whether it has learnt any."""
        ...


class Loose:
    """Of a measure that the model only promises a hair more than, and can not tell better."""

    def touch(self, choices: Choices, quantities: Quantities) -> bool:
        """Nothing is ever learnt."""
        return False


class Target(NamedTuple):
    """An entry with its expression: what an engine is to optimise.

    Where there are `curves` the expression promises at least the measure: they may be told more of
    a plan, and say whether there was more to tell.
    """

    entry: Entry
    expression: Expression
    curves: Curved | None = None


@dataclass(frozen=True)
class Formulation:
    """The draft of a model with the choices it stands for.

    `target` adds what a goal needs to the draft and `hold` keeps what it reached; both only ever
    add, so the model of a later goal contains the earlier ones.
    """

    choices: Choices

    @property
    def model(self) -> Model:
        """The model so far, without an objective."""
        return self.choices.draft.model()

    def target(self, entry: Entry) -> Target:
        """Prepare a goal's entry for optimising."""
        curves = curves_of(self.choices, entry.name, entry.goal)
        if curves is not None:
            return Target(entry, curves.expression, curves)
        expression = goal_expression(self.choices, entry.name, entry.goal)
        return Target(entry, expression, Loose() if entry.name == "owa" else None)

    def objective(self, target: Target) -> Model:
        """The model so far with the target as its objective."""
        return self.model.with_objective(Sense(target.entry.sense), target.expression)

    def hold(self, target: Target, reached: Fraction) -> None:
        """Keep a goal: from now on its measure rounds to `reached` (on its grid) or better."""
        lower, upper = self._limits(target, reached)
        tag = Tag(HELD, target.entry.name)
        self.choices.draft.row(tag, target.expression, lower, upper, held=True)

    def branch(self) -> Formulation:
        """A formulation that goes on from here by itself: what is added to it stays there."""
        draft = type(self.choices.draft).from_model(self.model)
        return Formulation(
            replace(
                self.choices,
                draft=draft,
                _any_used=dict(self.choices._any_used),
                _full=dict(self.choices._full),
            )
        )

    def steps(self, goal: Goal) -> Steps:
        """The levels of members under a goal's fairness settings."""
        of_goal = peaks_of if goal.name == "largest_share" else steps_of
        return of_goal(self.choices, goal.fairness)

    def keep_rungs(self, steps: Steps, rungs: Rungs) -> None:
        """Keep a ladder: so many members reach each level."""
        write_ladder(self.choices, steps, rungs)

    def highest(self, steps: Steps, rungs: Rungs, entry: Entry) -> Target:
        """The level of the last rung as a goal; the ladder below it is kept."""
        signs = write_ladder(self.choices, steps, rungs)
        return Target(entry, level_expression(self.choices, steps, rungs, signs))

    def rise(self, steps: Steps, rungs: Rungs) -> Rise:
        """How high the last rung can rise and how many can be above it; the ladder is kept."""
        signs = write_ladder(self.choices, steps, rungs)
        return write_rise(self.choices, steps, rungs, signs)

    def above(self, steps: Steps, rungs: Rungs, entry: Entry) -> Target:
        """The number of members above the last rung as a goal; the ladder is kept."""
        signs = write_ladder(self.choices, steps, rungs)
        return Target(entry, count_expression(self.choices, steps, rungs, signs))

    def better(self, target: Target, value: Fraction) -> Model:
        """The model so far, with plans whose measure is better than `value` by a step of the grid.

        It has no objective: proved infeasible, it proves the value.
        """
        step = target.entry.step if target.entry.sense == "maximise" else -target.entry.step
        lower, upper = self._limits(target, value + step)
        draft = type(self.choices.draft).from_model(self.model)
        draft.row(Tag("better", target.entry.name), target.expression, lower, upper)
        return draft.model()

    def tie(self, seed: int) -> Target:
        """The published draw as a last goal: the sum of weight * lots."""
        weights = tie_weights(self.choices.pairs, seed)
        terms = ((self.choices.lots[pair], weight) for pair, weight in weights.items())
        entry = Entry("tie", Goal("tie"), BetterIs.MAXIMISE, Fraction(1))
        return Target(entry, Expression.of(terms))

    def quantities(self, values: tuple[int, ...]) -> dict[Pair, Fraction]:
        """The allocation that the values of the variables stand for."""
        lot = self.choices.problem.lot
        return {
            pair: values[variable] * lot(pair[1])
            for pair, variable in self.choices.lots.items()
            if values[variable]
        }

    def cut_off(self, values: tuple[int, ...]) -> None:
        """Forbid one plan: some pair's lots must differ."""
        forbid(self.choices, values)

    def _limits(self, target: Target, value: Fraction) -> tuple[Fraction | None, Fraction | None]:
        """Bounds on the expression under which its measure rounds to `value` or better."""
        step = target.entry.step
        if target.entry.sense == "maximise":
            return value - HALF * step, None
        # Half up: value + step / 2 itself already rounds to the next, so stay below it strictly.
        edge = value + HALF * step
        fine = target.expression
        amounts = [*fine.terms.values(), fine.constant]
        grain = Fraction(1, lcm(*(Fraction(each).denominator for each in amounts)))
        return None, (ceil(edge / grain) - 1) * grain


def formulate(problem: Problem, terms: Terms) -> Formulation:
    """Everything that binds a split of the problem under the terms; goals come one by one."""
    choices = make_choices(problem, terms)
    write_structure(choices)
    write_hard(choices)
    return Formulation(choices)
