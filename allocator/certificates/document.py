"""A certificate as one JSON object: everything its claims rest on, so that it stands alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.allocation import Quantities, Result
from allocator.certificates.claims import TARGET_SHARE, Case, Claim, case_of
from allocator.certificates.standings import Standing
from allocator.certificates.wording import ABOUT, claim_text, standing_text
from allocator.model import Model, Row
from allocator.problem.digest import problem_digest
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Ledger, Terms
from allocator.reading.document_writing import document_text

FORMAT_VERSION = 1

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stated:
    """A goal as a result states it; the bound only of a goal of levels."""

    goal: str
    value: Fraction | tuple[int, ...] | None
    bound: tuple[int, ...] | None
    proved: bool
    engines: tuple[str, ...]


def certificate_document(
    problem: Problem,
    terms: Terms,
    goals: Sequence[Goal],
    stated: Sequence[Stated],
    quantities: Quantities,
) -> Document | None:
    """The certificate of a split with a goal of levels; None where there is nothing to certify.

    `problem` is the one that was solved, its scenario applied; `stated` are the result's goals in
    order. Nothing is searched here: the claims follow from problem, goals and split; who proved
    them is told by the result.
    """
    case = certified_case(problem, terms, goals, stated, quantities)
    if case is None:
        return None
    engines = next(each.engines for each in stated if each.goal == TARGET_SHARE)
    return _document(problem, terms, case, quantities, engines)


def certified_case(
    problem: Problem,
    terms: Terms,
    goals: Sequence[Goal],
    stated: Sequence[Stated],
    quantities: Quantities,
) -> Case | None:
    """The claims of a result with a goal of levels, as models."""
    found = next((each for each in stated if each.goal == TARGET_SHARE), None)
    if found is None:
        return None
    return case_of(
        problem,
        terms,
        goals,
        [each.value for each in stated],
        quantities,
        bound=found.bound,
        proved=found.proved,
    )


def stated_goals(result: Result) -> tuple[Stated, ...]:
    """The goals of a result as it states them."""
    return tuple(
        Stated(
            each.goal,
            each.value,
            each.bound if isinstance(each.bound, tuple) else None,
            each.proved,
            each.confirmed_by,
        )
        for each in result.goals
    )


def _document(
    problem: Problem,
    terms: Terms,
    case: Case,
    quantities: Quantities,
    engines: Sequence[str],
) -> Document:
    return {
        "format_version": FORMAT_VERSION,
        "kind": "fairness_certificate",
        "about_pl": ABOUT[0],
        "about_en": ABOUT[1],
        "problem_digest": problem_digest(problem),
        "measure": case.entry.goal.fairness.measure,
        "grid_pct": _exact(case.entry.goal.fairness.grid_pct),
        "cap_pct": _exact(case.entry.goal.fairness.cap_pct),
        "ledger": _ledger(case.entry.goal.fairness.ledger),
        "complete": case.complete,
        "levels": sorted(each.level for each in case.standings),
        "members": [_member(each, case) for each in case.standings],
        "assignments": [
            {"member_id": who, "component_id": what, "quantity": _exact(quantity)}
            for (who, what), quantity in sorted(quantities.items())
        ],
        "claims": [_claim(each, case.base, engines) for each in case.claims],
        "base": _base(case.base),
        "problem": json.loads(document_text(problem.tables), parse_float=Decimal),
    }


def _member(standing: Standing, case: Case) -> Document:
    text_pl, text_en = standing_text(standing, complete=case.complete)
    return {
        "member_id": standing.member_id,
        "target": _exact(standing.target),
        "award": _exact(standing.award),
        "level": standing.level,
        "text_pl": text_pl,
        "text_en": text_en,
    }


def _claim(claim: Claim, base: Model, engines: Sequence[str]) -> Document:
    """A claim: its sentence, what it adds to the base, and who says that it has no plan."""
    text_pl, text_en = claim_text(claim.kind, claim.subject, claim.number)
    first = len(base.variables)
    personal = claim.kind == "member"
    return {
        "claim": claim.name,
        "kind": claim.kind,
        "subject": claim.subject,
        "members": claim.number,
        "text_pl": text_pl,
        "text_en": text_en,
        "rests_on": "the ladder" if personal else "engines",
        "engines": [] if personal else list(engines),
        "variables": [_variable(each) for each in claim.model.variables[first:]],
        "rows": [row_document(each) for each in claim.model.rows[len(base.rows) :]],
    }


def _base(model: Model) -> Document:
    return {
        "variables": [_variable(each) for each in model.variables],
        "rows": [row_document(each) for each in model.rows],
    }


def _variable(variable: Any) -> list[Any]:
    return [variable.name, variable.lower, variable.upper]


def row_document(row: Row) -> Document:
    """A row: lower <= sum of coefficient * variable <= upper, integers, variables by number."""
    return {
        "of": f"{row.tag.rule_id} {row.tag.subject}".strip(),
        "terms": [[index, coefficient] for index, coefficient in row.terms],
        "lower": row.lower,
        "upper": row.upper,
    }


def _ledger(ledger: Ledger | None) -> Document | None:
    """How past years moved the targets; None where they did not."""
    if ledger is None:
        return None
    return {
        "kind": ledger.kind,
        "cap_pct": _exact(ledger.cap_pct),
        "fade_pct": _exact(ledger.fade_pct),
    }


def _exact(value: Fraction | None) -> int | str | None:
    """A whole number as itself, any other exactly as text p/q."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else str(value)
