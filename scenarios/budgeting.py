"""Does the budget suffice? The least total, what it leaves, what would be needed; each proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from allocator.allocation import Split, Status, Uncovered, Verdict
from allocator.measures.contribution import is_co_funded
from allocator.problem.problem import Problem
from allocator.problem.request import Terms
from scenarios.budget_study import Figure, Study, asked_pln, down_to_grosz, up_to_grosz

if TYPE_CHECKING:
    from allocator.solving import Options
    from allocator.solving.progress import PhaseListener, ShouldStop

ZERO = Fraction(0)


@dataclass(frozen=True)
class BudgetAnswer:
    """Whether the whole commission fits its budget, and by how much; amounts in PLN, exact.

    `split` is a cheapest one under the budget or, where nothing fits that, under the least budget
    that would do; None where no budget does. `uncovered` is what partial coverage leaves out at
    the budget as it is, at reference prices; empty where all fits.
    """

    verdict: Verdict
    budget_pln: Fraction | None
    least_total: Figure
    least_total_without_rules: Figure
    least_budget: Figure
    uncovered_value: Figure
    uncovered: tuple[Uncovered, ...] = ()
    split: Split | None = None
    stopped_by: str = "proof"
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fits(self) -> bool:
        """Whether a plan of the whole commission within the budget is known."""
        return self.verdict is Verdict.FITS

    @property
    def own_contribution_pln(self) -> Fraction | None:
        """What members bring in the split: no more than the commissioner and the budget demand."""
        return None if self.split is None else self.split.own_contribution_pln

    @property
    def margin_pln(self) -> Fraction | None:
        """The budget less what the split asks of it, rounded down; negative: so much is missing."""
        if self.split is None or self.budget_pln is None:
            return None
        return down_to_grosz(self.budget_pln - up_to_grosz(asked_pln(self.split)))

    @property
    def margin_pct(self) -> Fraction | None:
        """The margin in percent of the budget."""
        margin = self.margin_pln
        return None if margin is None or not self.budget_pln else 100 * margin / self.budget_pln

    @property
    def proved(self) -> Mapping[str, bool]:
        """Whether each figure is proved, by its key in the document."""
        known = self.least_total.proved
        return {
            "verdict": self.verdict is not Verdict.UNKNOWN,
            "least_total_pln": known,
            "least_total_without_rules_pln": self.least_total_without_rules.proved,
            "least_budget_pln": self.least_budget.proved,
            "margin_pln": known if self.fits else self.least_budget.proved,
            "own_contribution_pln": known,
            "uncovered": self.uncovered_value.proved,
        }

    @property
    def status(self) -> Status:
        """How sure the figures are: all proved, some, that there is no plan at all, or none."""
        if self.split is not None:
            return Status.OPTIMAL if all(self.proved.values()) else Status.FEASIBLE
        return Status.UNKNOWN if self.verdict is Verdict.UNKNOWN else Status.INFEASIBLE


def assess_budget(
    problem: Problem,
    terms: Terms | None = None,
    options: Options | None = None,
    *,
    listener: PhaseListener | None = None,
    should_stop: ShouldStop | None = None,
    context: Mapping[str, Any] | None = None,
) -> BudgetAnswer:
    """Answer whether the budget suffices for the whole commission under its hard rules.

    The terms may switch rules off and pin quantities; partial coverage and a cost cap in them do
    not count. A limit or a stop leaves figures unproved, or unknown; nothing is guessed. Raises
    WrongAnswer where exact arithmetic contradicts an engine's proof.
    """
    study = Study.begin(problem, terms or Terms(), options, listener, should_stop)
    first = study.cheapest_of_all(context or {})
    answer = BudgetAnswer(
        verdict=Verdict.UNKNOWN,
        budget_pln=problem.commission.budget_total_pln,
        least_total=first.total,
        least_total_without_rules=Figure(),
        least_budget=Figure(),
        uncovered_value=Figure(),
        split=first.split,
        stopped_by=first.stopped_by,
        provenance=first.provenance,
    )
    if first.split is not None:
        answer = _weighed(study, answer)
    elif first.infeasible:
        nothing = Figure(proved=True)
        answer = replace(answer, verdict=study.refusal, least_budget=nothing)
    answer = replace(answer, least_total_without_rules=_without_rules(study, answer))
    return _with_uncovered(study, answer)


def _weighed(study: Study, answer: BudgetAnswer) -> BudgetAnswer:
    """The verdict, from the cheapest plan of all where that decides it, and the least budget."""
    split, total, budget = answer.split, answer.least_total, answer.budget_pln
    assert split is not None
    verdict = Verdict.UNKNOWN
    if budget is None or asked_pln(split) <= budget:
        verdict = Verdict.FITS
    elif is_co_funded(study.problem) or not study.all_above(total, budget):
        # A dearer plan may fit if its members bring more, or if the first one was not the best.
        within = study.cheapest(study.problem, study.terms, tie=True)
        if within.split is not None:
            verdict, split, total = Verdict.FITS, within.split, within.total
        elif within.infeasible:
            verdict = study.refusal
    else:
        verdict = study.refusal
    answer = replace(answer, verdict=verdict, split=split, least_total=total)
    answer = replace(answer, least_budget=study.least_budget(split, total))
    return answer if answer.fits else _at_least_budget(study, answer)


def _at_least_budget(study: Study, answer: BudgetAnswer) -> BudgetAnswer:
    """A cheapest plan at the least budget that would do: members then bring what they can."""
    needed = answer.least_budget.value_pln
    if needed is None or not is_co_funded(study.problem):
        return answer
    found = study.cheapest(study.with_budget(needed), study.terms, tie=True)
    if found.split is None:
        return answer
    return replace(answer, split=found.split, least_total=found.total)


def _without_rules(study: Study, answer: BudgetAnswer) -> Figure:
    """The least total with no rule of the table; under the budget that the split keeps to."""
    names = {each.rule_id for each in study.problem.rules}
    terms = replace(study.terms, rules_off=study.terms.rules_off | names)
    budget = answer.budget_pln if answer.fits else answer.least_budget.value_pln
    if answer.split is None or budget is None or not is_co_funded(study.problem):
        return study.cheapest(study.problem, study.without_budget(terms)).total
    return study.cheapest(study.with_budget(budget), terms).total


def _with_uncovered(study: Study, answer: BudgetAnswer) -> BudgetAnswer:
    """What partial coverage would leave out at the budget as it is."""
    if answer.fits:
        return replace(answer, uncovered_value=Figure(ZERO, ZERO, proved=True))
    if answer.verdict is Verdict.UNKNOWN:
        return answer
    value, left_out = study.left_out()
    return replace(answer, uncovered_value=value, uncovered=left_out)
