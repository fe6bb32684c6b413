"""What comes out: an allocation, the verdict on it, the result of a run; plain frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from allocator.problem.problem import Pair
from allocator.texts.issues import Issue

Quantities = Mapping[Pair, Fraction]
"""An allocation: the positive quantity of each used pair (member_id, component_id)."""


class Status(StrEnum):
    """How sure the answer is; four different answers."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """What the answer means for the commission."""

    FITS = "fits"
    OVER_BUDGET = "over_budget"
    FITS_PARTLY = "fits_partly"
    DOES_NOT_FIT = "does_not_fit"
    DOES_NOT_FIT_REQUEST = "does_not_fit_request"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One row of a rule, link or built-in: its value, its bounds and what is left of them.

    Values are in the rule's unit (percent as 22, not 0.22). `margin` is the smaller distance to a
    bound, negative where it is missed; None where no bound applies. `binding`: the margin is 0.
    `violation` is the fraction of the bound that is missed (problem units for a bound of 0),
    before rounding to millionths; 0 where nothing is missed. `strength` is hard, soft, info or
    off. `priority` only for soft ones.
    """

    rule_id: str
    subject: str
    value: Fraction
    at_least: Fraction | None
    at_most: Fraction | None
    margin: Fraction | None
    violation: Fraction
    strength: str
    unit: str = ""
    priority: int | None = None

    @property
    def binding(self) -> bool:
        """Whether nothing is left of the bound."""
        return self.margin == 0

    @property
    def breaks(self) -> bool:
        """Whether a hard row is missed: such an allocation is not allowed."""
        return self.strength == "hard" and self.violation > 0


@dataclass(frozen=True, slots=True)
class GoalResult:
    """One goal as it ended. Value and bound are on the goal's proof grid; lists for levels."""

    goal: str
    value: Fraction | tuple[int, ...] | None
    bound: Fraction | tuple[int, ...] | None
    proved: bool
    stopped_by: str
    confirmed_by: tuple[str, ...]
    tolerance_pct: Fraction
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Assignment:
    """A member's part of a component."""

    member_id: str
    component_id: str
    quantity: Fraction
    value_pln: Fraction


@dataclass(frozen=True, slots=True)
class MemberResult:
    """What a member has in the split; every member has one. No target: no claim in the key."""

    member_id: str
    value_pln: Fraction
    target_pln: Fraction | None
    ratio: Fraction | None
    level: int | None
    engaged: bool
    own_contribution_pln: Fraction
    of_which_volunteer_pln: Fraction
    volunteer_hours: Fraction


@dataclass(frozen=True, slots=True)
class ComponentResult:
    """What is covered of a component, by whom, at what value against its ceiling."""

    component_id: str
    quantity: Fraction
    covered: Fraction
    providers: tuple[str, ...]
    value_pln: Fraction
    ceiling_pln: Fraction | None


@dataclass(frozen=True, slots=True)
class IneligibleOffer:
    """An offer that could not be used, and why: (code, detail, until)."""

    member_id: str
    component_id: str
    reasons: tuple[tuple[str, str, date | None], ...]


@dataclass(frozen=True, slots=True)
class Uncovered:
    """What partial coverage left out of a component, at reference prices."""

    component_id: str
    quantity: Fraction
    reference_value_pln: Fraction


@dataclass(frozen=True, slots=True)
class UncoveredCause:
    """A hard rule and what would still be left out without it, critical components first."""

    rule_id: str
    reference_value_pln: Fraction
    proved: bool
    critical_reference_value_pln: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Split:
    """Everything that follows from a plan by arithmetic alone. `checks` and `measures` fill it."""

    assignments: tuple[Assignment, ...]
    task_cost_pln: Fraction
    total_pln: Fraction
    own_contribution_pln: Fraction
    members: tuple[MemberResult, ...]
    components: tuple[ComponentResult, ...]
    rules: tuple[RuleRow, ...]
    uncovered: tuple[Uncovered, ...]
    measures: Mapping[str, Fraction | tuple[int, ...] | None]


@dataclass(frozen=True)
class Result:
    """The answer to one run, whatever it is. `split` is None where there is no plan.

    `provenance` is JSON-ready: digests, scenario and changed cells, effective policy, rules off,
    limits, versions; under `run` what differs from one run to the next.
    """

    status: Status
    stopped_by: str
    verdict: Verdict
    goals: tuple[GoalResult, ...]
    split: Split | None
    budget_pln: Fraction | None
    ineligible: tuple[IneligibleOffer, ...]
    warnings: tuple[Issue, ...]
    tie_seed: int
    tie_broken: bool
    provenance: Mapping[str, Any] = field(default_factory=dict)
    uncovered_causes: tuple[UncoveredCause, ...] = ()


class WrongAnswer(Exception):
    """An engine's answer that exact arithmetic contradicts. The model lies in the named file."""

    def __init__(self, message: str, file: str = "") -> None:
        super().__init__(message, file)
        self.message = message
        self.file = file

    def __str__(self) -> str:
        return f"{self.message} {self.file}".strip()
