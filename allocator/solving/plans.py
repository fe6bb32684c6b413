"""A plan and its verification: nothing an engine says is believed before it passed here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from allocator.allocation import Quantities, RuleRow, Split
from allocator.checks import breaches, check
from allocator.formulation import Formulation
from allocator.formulation.formulation import Target
from allocator.formulation.ties import tie_weights
from allocator.measures.goals import Entry, measure
from allocator.measures.steps import rounded
from allocator.problem.problem import Problem
from allocator.problem.request import Terms


@dataclass(frozen=True)
class Plan:
    """An allocation that passed the solver-free checks, with the values it came from."""

    values: tuple[int, ...]
    quantities: Quantities
    split: Split


@dataclass(frozen=True, slots=True)
class Held:
    """A goal that is kept: the plan's measure must round to `reached` or better."""

    target: Target
    reached: Fraction


def read_plan(
    formulation: Formulation, values: tuple[int, ...], held: tuple[Held, ...], seed: int
) -> tuple[Plan | None, str]:
    """The plan behind the values, or None and what is wrong with it."""
    problem, terms = formulation.choices.problem, formulation.choices.terms
    quantities = formulation.quantities(values)
    split = check(problem, terms, quantities)
    broken = breaches(split)
    if broken:
        return None, "; ".join(map(_name, broken[:5]))
    for each in held:
        value = goal_value(problem, terms, each.target.entry, quantities, seed)
        if worse(each.target.entry, value, each.reached):
            return None, f"held goal {each.target.entry.name}: {value} against {each.reached}"
    return Plan(values, quantities, split), ""


def goal_value(
    problem: Problem, terms: Terms, entry: Entry, quantities: Quantities, seed: int
) -> Fraction:
    """A goal's measure recomputed from the allocation, on the goal's proof grid."""
    if entry.name == "tie":
        return _tie_value(problem, quantities, seed)
    exact = measure(problem, terms, entry.name, entry.goal.fairness, quantities)
    return rounded(exact, entry.step)


def worse(entry: Entry, value: Fraction, than: Fraction) -> bool:
    """Whether one value on the grid is worse than another."""
    return value < than if entry.sense == "maximise" else value > than


def _tie_value(problem: Problem, quantities: Quantities, seed: int) -> Fraction:
    from allocator.problem.eligibility import eligible_pairs

    weights: Mapping[tuple[str, str], int] = tie_weights(eligible_pairs(problem), seed)
    return sum(
        (weights[pair] * quantity / problem.lot(pair[1]) for pair, quantity in quantities.items()),
        Fraction(0),
    )


def _name(row: RuleRow) -> str:
    return f"{row.rule_id} {row.subject}".strip()
