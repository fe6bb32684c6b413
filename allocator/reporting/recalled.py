"""A result read back from its document, so that any face can be made of it later.

What follows from the split by arithmetic is computed anew; only claims are taken from the document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.allocation import (
    GoalResult,
    Quantities,
    Result,
    Split,
    Status,
    UncoveredCause,
    Verdict,
)
from allocator.checks import check, ineligible_offers
from allocator.problem.charter import TARGET_GOALS, Pin
from allocator.problem.digest import problem_digest
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Fairness, Goal, Ledger, Terms
from allocator.texts.issues import InputError, Issue, Severity

Document = Mapping[str, Any]
ROUNDING = Fraction(1, 20_000)
"""How far a quantity may lie from what was written with 4 decimals."""


def recalled(problem: Problem, document: Document) -> tuple[Result, Terms]:
    """The result that a document of ours tells of, and the terms it was made under.

    The problem is the one it was made for, its scenario applied. Numbers are `int`, `Decimal` or
    text. Raises InputError where the document is about another problem.
    """
    provenance: Document = document["provenance"]
    if provenance.get("problem_digest") not in (None, problem_digest(problem)):
        raise InputError((Issue("result_of_other_problem", column="problem_digest"),))
    terms = terms_of(provenance)
    tie: Document = document.get("tie") or {}
    result = Result(
        status=Status(document["status"]),
        stopped_by=document["stopped_by"],
        verdict=Verdict(document["verdict"]),
        goals=tuple(map(_goal_result, document["goals"])),
        split=_split(problem, terms, document),
        budget_pln=problem.commission.budget_total_pln,
        ineligible=ineligible_offers(problem),
        warnings=tuple(map(_warning, document["warnings"])),
        tie_seed=int(tie.get("seed", 0)),
        tie_broken=bool(tie.get("broken")),
        provenance=provenance,
        uncovered_causes=tuple(map(_cause, document.get("uncovered_causes") or ())),
    )
    return result, terms


def terms_of(provenance: Document) -> Terms:
    """The terms that a provenance tells of; what it does not say was not asked for."""
    earlier = provenance.get("earlier")
    return Terms(
        partial=bool(provenance.get("partial")),
        rules_off=frozenset(provenance.get("rules_off") or ()),
        cost_cap_pln=_exact_or_none(provenance.get("cost_cap_pln")),
        pins=tuple(
            Pin(
                member_id=each["member_id"],
                component_id=each["component_id"],
                quantity=exact(each["quantity"]),
            )
            for each in provenance.get("pins") or ()
        ),
        earlier=None if earlier is None else {pair_of(each): _quantity(each) for each in earlier},
        fairness=_fairness(provenance),
    )


def goals_of(provenance: Document) -> tuple[Goal, ...]:
    """The effective goals that a provenance tells of, in order."""
    return tuple(
        Goal(each["goal"], exact(each.get("tolerance_pct", 0)), fairness_of(each))
        for each in provenance.get("goals") or ()
    )


def fairness_of(stated: Document) -> Fairness:
    """The fairness settings in an object with measure, grid and cap."""
    cap = stated.get("cap_pct", 100)
    return Fairness(
        stated.get("measure", "value"),
        exact(stated.get("grid_pct", 1)),
        None if cap == "none" else exact(cap),
        _ledger(stated.get("ledger")),
        exact(stated.get("alpha", 2)),
        tuple(exact(each) for each in stated.get("owa_weights") or ()),
    )


def _ledger(stated: Document | None) -> Ledger | None:
    if stated is None:
        return None
    cap = stated.get("cap_pct", "none")
    return Ledger(
        stated.get("kind", "added"),
        None if cap == "none" else exact(cap),
        exact(stated.get("fade_pct", 0)),
    )


def quantities_of(problem: Problem, assignments: Sequence[Document]) -> Quantities:
    """The quantities of a document's assignments: whole lots, where rounding has hidden them."""
    return {
        pair_of(each): _in_lots(problem, pair_of(each)[1], _quantity(each)) for each in assignments
    }


def exact(value: Any) -> Fraction:
    """A number of a document or a provenance: whole as itself, any other as decimal or text."""
    return Fraction(value) if isinstance(value, int | Decimal) else Fraction(str(value))


def pair_of(row: Document) -> Pair:
    """The pair that a row is about."""
    return row["member_id"], row["component_id"]


def _split(problem: Problem, terms: Terms, document: Document) -> Split | None:
    if document["task_cost_pln"] is None:
        return None
    return check(problem, terms, quantities_of(problem, document["assignments"]))


def _in_lots(problem: Problem, component_id: str, written: Fraction) -> Fraction:
    """A third of a unit is written 0.3333; the lot tells what it was."""
    if component_id not in problem.component:
        return written
    lot = problem.lot(component_id)
    whole = round(written / lot) * lot
    return whole if abs(whole - written) <= ROUNDING else written


def _fairness(provenance: Document) -> Fairness:
    """How levels are counted: as stated, else as the first goal about targets has it."""
    stated = provenance.get("fairness")
    if stated is not None:
        return fairness_of(stated)
    own = (each.fairness for each in goals_of(provenance) if each.name in TARGET_GOALS)
    return next(own, Fairness())


def _goal_result(stated: Document) -> GoalResult:
    return GoalResult(
        goal=stated["goal"],
        value=_goal_value(stated["value"]),
        bound=_goal_value(stated["bound"]),
        proved=stated["proved"],
        stopped_by=stated["stopped_by"],
        confirmed_by=tuple(stated["confirmed_by"]),
        tolerance_pct=exact(stated["tolerance_pct"]),
        exact=stated["exact"],
    )


def _goal_value(stated: Any) -> Fraction | tuple[int, ...] | None:
    if isinstance(stated, list | tuple):
        return tuple(map(int, stated))
    return _exact_or_none(stated)


def _warning(stated: Document) -> Issue:
    """A warning; one of an old document has no parameters, and its sentence then has gaps."""
    return Issue(
        stated["code"],
        Severity(stated["severity"]),
        stated["table"],
        stated["row"],
        stated["column"],
        stated["value"],
        tuple((stated.get("parameters") or {}).items()),
    )


def _cause(stated: Document) -> UncoveredCause:
    return UncoveredCause(
        stated["rule_id"],
        exact(stated["reference_value_pln"]),
        stated["proved"],
        exact(stated["critical_reference_value_pln"]),
    )


def _quantity(row: Document) -> Fraction:
    return exact(row["quantity"])


def _exact_or_none(value: Any) -> Fraction | None:
    return None if value is None else exact(value)
