"""What is asked of a problem besides its tables: the goals in order and the terms of the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from allocator.problem.charter import Pin, PolicyGoal
from allocator.problem.problem import Pair, Problem


@dataclass(frozen=True, slots=True)
class Ledger:
    """How past years count, from the table `history`.

    `kind` is `added` (what is still owed is added to this year's target) or `cumulative` (what was
    due and what was had in all years are counted together). At most `cap_pct` percent of a yearly
    target is owed (None: no limit); `fade_pct` percent of what was open fades a year.
    """

    kind: str = "added"
    cap_pct: Fraction | None = None
    fade_pct: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Fairness:
    """How awards are measured and levels counted.

    `measure` is value, reference_value or hours; `grid_pct` the step of a level in percent of the
    target; `cap_pct` the level above which more makes no difference (None: no cap); `ledger` how
    past years move the targets (None: they do not). `alpha` is the degree of goal
    `alpha_fairness`; `owa_weights` those of goal `owa`, for the smallest ratio first (empty: as
    many as there are members, ..., 2, 1).
    """

    measure: str = "value"
    grid_pct: Fraction = Fraction(1)
    cap_pct: Fraction | None = Fraction(100)
    ledger: Ledger | None = None
    alpha: Fraction = Fraction(2)
    owa_weights: tuple[Fraction, ...] = ()

    @property
    def highest_level(self) -> int | None:
        """The level of the cap, in steps of the grid."""
        return None if self.cap_pct is None else int(self.cap_pct // self.grid_pct)


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal; later ones may worsen it by `tolerance_pct` percent of the value reached."""

    name: str
    tolerance_pct: Fraction = Fraction(0)
    fairness: Fairness = Fairness()


@dataclass(frozen=True)
class Terms:
    """What holds in this run beside the problem's own rules.

    `rules_off` are ids of rules and names of built-ins that do not bind; `pins` are quantities
    fixed by the request, beside the table `pins`; `cost_cap_pln` limits the task cost; `earlier`
    is the split that the goal `changes` is measured against.
    """

    partial: bool = False
    rules_off: frozenset[str] = frozenset()
    cost_cap_pln: Fraction | None = None
    pins: tuple[Pin, ...] = ()
    earlier: Mapping[Pair, Fraction] | None = None
    fairness: Fairness = field(default_factory=Fairness)

    def is_on(self, name: str) -> bool:
        """Whether a rule or built-in binds."""
        return name not in self.rules_off


def policy_goals(problem: Problem, policy_id: str) -> tuple[Goal, ...]:
    """The goals of a named policy, in order; empty where there is no such policy."""
    rows = sorted((row.order, row) for row in problem.policies if row.policy_id == policy_id)
    return tuple(Goal(row.goal, row.tolerance_pct, fairness_of(row)) for _, row in rows)


def fairness_of(row: PolicyGoal) -> Fairness:
    """The fairness settings of a goal's row."""
    cap = None if isinstance(row.cap_pct, str) else row.cap_pct
    ledger = Ledger(row.ledger_kind, row.ledger_cap_pct, row.ledger_fade_pct or Fraction(0))
    return Fairness(
        row.measure,
        row.grid_pct,
        cap,
        ledger if row.ledger else None,
        row.alpha,
        ordered_weights(row.owa_weights) or (),
    )


def ordered_weights(text: str) -> tuple[Fraction, ...] | None:
    """Weights of goal `owa` as a policy writes them (8;4;2;1); empty where it writes none.

    None where the text is no such list: not numbers, negative ones, one above the one before, or
    nothing but zeros.
    """
    try:
        parts = [each.strip().replace(",", ".") for each in text.split(";") if each.strip()]
        weights = tuple(map(Fraction, parts))
    except (ValueError, ZeroDivisionError):
        return None
    if not weights:
        return ()
    falling = all(one >= other for one, other in pairwise(weights))
    return weights if falling and weights[-1] >= 0 and weights[0] > 0 else None


def all_pins(problem: Problem, terms: Terms) -> Mapping[Pair, Fraction]:
    """Every pinned quantity: the table's and the request's (which must not contradict it)."""
    return {
        (each.member_id, each.component_id): each.quantity for each in (*problem.pins, *terms.pins)
    }
