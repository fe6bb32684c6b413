"""Justified complaints about any split: who could have more of another's work, with the proof.

Member i complains of j, who stands above it, where work can move so that i gains, j loses, nobody
else has more or less, and both end above where i stood: a transfer after Pigou and Dalton that
the rules leave open. Each is shown with a split that does it; that there is none is proved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from allocator.allocation import Quantities, Split
from allocator.formulation import Formulation, formulate
from allocator.formulation.awards import common_step, counted_awards
from allocator.formulation.goals import goal_expression
from allocator.measures.awards import counted_awards as awards_in
from allocator.measures.awards import targets
from allocator.model import Expression, ModelDraft, Sense, Tag
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Goal, Terms
from allocator.solvers import ENGINES
from allocator.solvers.base import OutcomeStatus
from allocator.solving.choosing import EXACT, other_houses
from allocator.solving.engines import Search
from allocator.solving.options import Options
from allocator.solving.plans import read_plan
from allocator.solving.progress import Clock, ShouldStop

PHASE = "complaint"
NEARER_SECONDS = 2.0
"""How long a split is searched that shows a complaint by moving less."""


@dataclass(frozen=True)
class Complaint:
    """A complaint of one member about another: awards before and after, and a split that shows it.

    Awards are those of the two, in the unit of the measure.
    """

    member_id: str
    against: str
    before: tuple[Fraction, Fraction]
    after: tuple[Fraction, Fraction]
    split: Split


@dataclass(frozen=True)
class Complaints:
    """All justified complaints about a split, by who complains and of whom.

    `none` are pairs of which it is proved that there is no ground, `undecided` those that a limit
    left open.
    """

    fairness: Fairness
    complaints: tuple[Complaint, ...]
    none: tuple[tuple[str, str], ...]
    undecided: tuple[tuple[str, str], ...]

    @property
    def complete(self) -> bool:
        """Whether every pair is decided."""
        return not self.undecided


def justified_complaints(
    problem: Problem,
    quantities: Quantities,
    fairness: Fairness,
    terms: Terms | None = None,
    options: Options | None = None,
    *,
    should_stop: ShouldStop | None = None,
) -> Complaints:
    """Every justified complaint about a split, also one made by hand or one that breaks rules.

    The split that proves one keeps all rules under `terms`. Pairs that a limit of `options` leaves
    undecided are told apart; the limit of time is for all of them together.
    """
    options = options or Options()
    limits = options.limits
    clock = Clock.start(None if limits.repeatable else limits.time_seconds)
    search = Search(options, clock, None, should_stop)
    case = _Case(formulate(problem, terms or Terms()), fairness, quantities)
    asked = _pairs(case)
    found: list[Complaint] = []
    none: list[tuple[str, str]] = []
    undecided: list[tuple[str, str]] = []
    for place, pair in enumerate(asked):
        decided = _decided(case, pair, search, len(asked) - place)
        if isinstance(decided, Complaint):
            found.append(decided)
        else:
            (undecided if decided is None else none).append(pair)
    return Complaints(fairness, tuple(found), tuple(none), tuple(undecided))


@dataclass(frozen=True)
class _Case:
    """A split against which complaints are heard, and the model of all that would be legal."""

    formulation: Formulation
    fairness: Fairness
    quantities: Quantities

    @property
    def problem(self) -> Problem:
        return self.formulation.choices.problem

    @property
    def due(self) -> Mapping[str, Fraction]:
        return targets(self.problem, self.fairness)

    def awards(self, quantities: Quantities) -> Mapping[str, Fraction]:
        return awards_in(self.problem, quantities, self.fairness)


def _pairs(case: _Case) -> list[tuple[str, str]]:
    """Who stands below whom, among members with a target."""
    got, due = case.awards(case.quantities), case.due
    ratio = {each: got[each] / due[each] for each in sorted(due)}
    return [(low, high) for low in ratio for high in ratio if ratio[low] < ratio[high]]


def _decided(
    case: _Case, pair: tuple[str, str], search: Search, parts: int
) -> Complaint | bool | None:
    """The complaint; False where it is proved that there is no ground; None: undecided.

    That nothing fits is believed of the exact engine, or of two engines of different houses.
    """
    model = _draft(case, pair).model()
    wanted = search.options.backend
    first = EXACT if wanted == "auto" else wanted
    denied: list[str] = []
    for engine in (first, *other_houses(first)):
        seconds = search.clock.share(parts)
        if search.stopped() or seconds == 0:
            return None
        outcome = search.run(model, (engine,), seconds=seconds, phase=PHASE)[0]
        if outcome.values is not None:
            found = _shown(case, pair, outcome.values, search.options.seed)
            if found is not None:
                return _nearer(case, pair, search, found)
        if outcome.status is OutcomeStatus.INFEASIBLE:
            denied.append(engine)
            if ENGINES[engine].exact or len(denied) > 1:
                return False
    return None


def _nearer(case: _Case, pair: tuple[str, str], search: Search, found: Complaint) -> Complaint:
    """The same complaint, shown by a split in which less moves, if one is found soon."""
    branch = case.formulation.branch()
    terms = replace(branch.choices.terms, earlier=case.quantities)
    choices = replace(branch.choices, terms=terms)
    moved = goal_expression(choices, "changes", Goal("changes"))
    model = _draft(_Case(Formulation(choices), case.fairness, case.quantities), pair).model()
    seconds = search.clock.share(1)
    outcome = search.run(
        model.with_objective(Sense.MINIMISE, moved),
        (EXACT,),
        seconds=NEARER_SECONDS if seconds is None else min(seconds, NEARER_SECONDS),
        phase=PHASE,
    )[0]
    if outcome.values is None:
        return found
    return _shown(case, pair, outcome.values, search.options.seed) or found


def _draft(case: _Case, pair: tuple[str, str]) -> ModelDraft:
    """All legal splits in which work moves between the two only, and to the right end."""
    low, high = pair
    choices, got, due = case.formulation.choices, case.awards(case.quantities), case.due
    draft = ModelDraft.from_model(case.formulation.model)
    awards = counted_awards(choices, sorted(case.problem.member), case.fairness)
    edge = got[low] / due[low] * due[high]
    for each, award in awards.items():
        tag = Tag(PHASE, each)
        if each == low:
            draft.row(tag, award, lower=_above(award, got[low]))
        elif each == high:
            draft.row(tag, award, lower=_above(award, edge), upper=_below(award, got[high]))
        else:
            draft.row(tag, award, lower=got[each], upper=got[each])
    return draft


def _above(award: Expression, amount: Fraction) -> Fraction:
    """The smallest value an award can take above an amount."""
    step = common_step(award.terms.values())
    return award.constant + (floor((amount - award.constant) / step) + 1) * step


def _below(award: Expression, amount: Fraction) -> Fraction:
    """The largest value an award can take below an amount."""
    step = common_step(award.terms.values())
    return award.constant - (floor((award.constant - amount) / step) + 1) * step


def _shown(
    case: _Case, pair: tuple[str, str], values: Sequence[int], seed: int
) -> Complaint | None:
    """The complaint that a plan shows, every word of it checked exactly; None if it does not."""
    plan, _ = read_plan(case.formulation, tuple(values), (), seed)
    if plan is None:
        return None
    low, high = pair
    before, after, due = case.awards(case.quantities), case.awards(plan.quantities), case.due
    ratio = before[low] / due[low]
    alike = all(
        after[each] == before[each] for each in case.problem.member if each not in (low, high)
    )
    moved = after[low] > before[low] and after[high] < before[high]
    if not (alike and moved and after[high] / due[high] > ratio):
        return None
    return Complaint(low, high, (before[low], before[high]), (after[low], after[high]), plan.split)
