"""The model of a problem under its terms, which grows by a goal at a time."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm
from typing import NamedTuple

from allocator.formulation.choices import Choices, make_choices
from allocator.formulation.cutting import forbid
from allocator.formulation.goals import goal_expression
from allocator.formulation.rules import write_hard
from allocator.formulation.structure import write_structure
from allocator.formulation.ties import tie_weights
from allocator.measures.goals import Entry
from allocator.measures.goals import Sense as BetterIs
from allocator.model import Expression, Model, Sense, Tag
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Goal, Terms

HELD = "held"
"""Tag of rows that keep what an earlier goal has reached."""

HALF = Fraction(1, 2)


class Target(NamedTuple):
    """An entry with its expression: what an engine is to optimise."""

    entry: Entry
    expression: Expression


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
        return Target(entry, goal_expression(self.choices, entry.name, entry.goal))

    def objective(self, target: Target) -> Model:
        """The model so far with the target as its objective."""
        return self.model.with_objective(Sense(target.entry.sense), target.expression)

    def hold(self, target: Target, reached: Fraction) -> None:
        """Keep a goal: from now on its measure rounds to `reached` (on its grid) or better."""
        lower, upper = self._limits(target, reached)
        tag = Tag(HELD, target.entry.name)
        self.choices.draft.row(tag, target.expression, lower, upper, held=True)

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
