"""A result's claims one by one: what arithmetic says of its split, engines of its goals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from allocator.allocation import Quantities, Split, Verdict
from allocator.checks import breaches, check
from allocator.cli.declaring import Invocation
from allocator.cli.interrupting import stop_on_interrupt
from allocator.cli.judged import judged
from allocator.cli.progress import shown_progress
from allocator.cli.recalling import Recalled, exact
from allocator.cli.reproving import Answer, Claim, Finding, goals_again, infeasible_again
from allocator.cli.request import Request
from allocator.measures.goals import entries
from allocator.reporting import result_document
from allocator.solving import Options
from allocator.solving.engines import Search
from allocator.solving.plans import goal_value, worse
from allocator.solving.progress import Clock
from allocator.solving.sequence import tolerated

Document = Mapping[str, Any]

ARITHMETIC = (
    "task_cost_pln",
    "total_pln",
    "budget_pln",
    "own_contribution_pln",
    "assignments",
    "members",
    "components",
    "ineligible",
    "rules",
    "uncovered",
    "violations",
    "measures",
)
"""Keys of a result that follow from its split by arithmetic alone."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A claim that arithmetic contradicts: the key of the result, and what it concerns."""

    key: str
    subject: str = ""


@dataclass(frozen=True)
class Verification:
    """What became of a result's claims. `goals` are (name, value, proved) as stated, in order."""

    goals: tuple[Claim, ...]
    mistakes: tuple[Mistake, ...]
    answers: tuple[Answer, ...]
    claims_nothing: bool = False

    @property
    def wrong(self) -> bool:
        """Whether any claim is refuted."""
        return bool(self.mistakes) or any(each.finding is Finding.REFUTED for each in self.answers)

    @property
    def open(self) -> bool:
        """Whether a claim could neither be confirmed nor refuted."""
        return self.claims_nothing or any(each.finding is Finding.OPEN for each in self.answers)


def verified(
    request: Request,
    result: Document,
    known: Recalled,
    options: Options,
    invocation: Invocation,
) -> Verification:
    """Hold every claim of a result against its problem."""
    options = replace(options, seed=known.seed)
    with (
        stop_on_interrupt(invocation.language) as should_stop,
        shown_progress(invocation.language, quiet=invocation.quiet) as listener,
    ):
        clock = Clock.start(options.limits.time_seconds)
        search = Search(options, clock, listener, should_stop)
        if result["status"] == "infeasible":
            engines = _engines(result["goals"][0]) if result["goals"] else ()
            return Verification((), (), (infeasible_again(request, search, engines),))
        if not result["assignments"] and result["status"] == "unknown":
            return Verification((), (), (), claims_nothing=True)
        return _with_plan(request, result, search)


def _with_plan(request: Request, result: Document, search: Search) -> Verification:
    quantities: Quantities = {
        (each["member_id"], each["component_id"]): exact(each["quantity"])
        for each in result["assignments"]
    }
    split = check(request.problem, request.terms, quantities)
    claims = tuple(_claims(result["goals"]))
    mistakes = [
        *(Mistake("split", f"{each.rule_id} {each.subject}".strip()) for each in breaches(split)),
        *_arithmetic(request, result, split),
        *_goal_mistakes(request, claims, result, quantities, search.options.seed),
    ]
    if mistakes:
        # What is wrong by arithmetic needs no engine any more.
        return Verification(claims, tuple(mistakes), ())
    tie_broken = bool((result.get("tie") or {}).get("broken"))
    answers = goals_again(request, search, claims, quantities, tie_broken=tie_broken)
    return Verification(claims, (), tuple(answers))


def _claims(goals: Sequence[Document]) -> Iterator[Claim]:
    for each in goals:
        value = each["value"]
        if value is None:
            return
        lowest = min(value) if isinstance(value, list) else value
        yield Claim(each["goal"], exact(lowest), bool(each["proved"]), _engines(each))


def _engines(goal: Document) -> tuple[str, ...]:
    return tuple(goal.get("confirmed_by") or ())


def _arithmetic(request: Request, result: Document, split: Split) -> Iterator[Mistake]:
    expected = result_document(request.problem, judged(request, split))
    for key in ARITHMETIC:
        if result.get(key) != expected[key]:
            yield Mistake(key)
    if result.get("verdict") != _verdict(request, split):
        yield Mistake("verdict", str(result.get("verdict")))
    all_proved = all(each["proved"] for each in result["goals"])
    if result["status"] != ("optimal" if all_proved else "feasible"):
        yield Mistake("status", str(result["status"]))


def _verdict(request: Request, split: Split) -> Verdict:
    if split.uncovered:
        return Verdict.FITS_PARTLY
    budget = request.problem.commission.budget_total_pln
    over = budget is not None and split.total_pln - split.own_contribution_pln > budget
    return Verdict.OVER_BUDGET if over else Verdict.FITS


def _goal_mistakes(
    request: Request,
    claims: Sequence[Claim],
    result: Document,
    quantities: Quantities,
    seed: int,
) -> Iterator[Mistake]:
    steps = entries(request.problem, request.terms, request.goals)
    if [each.name for each in steps] != [each["goal"] for each in result["goals"]]:
        yield Mistake("goals")
        return
    for entry, claim in zip(steps, claims, strict=False):
        value = goal_value(request.problem, request.terms, entry, quantities, seed)
        exactly = claim.proved and not entry.goal.tolerance_pct
        if worse(entry, value, tolerated(entry, claim.value)) or (exactly and value != claim.value):
            yield Mistake("goals", claim.goal)


def document(found: Verification) -> dict[str, Any]:
    """What was found, as an object."""
    verdict = "refuted" if found.wrong else "open" if found.open else "confirmed"
    return {
        "format_version": 1,
        "verdict": verdict,
        "mistakes": [{"key": each.key, "subject": each.subject} for each in found.mistakes],
        "claims": [
            {
                "goal": each.goal,
                "finding": str(each.finding),
                "engine": each.engine or None,
                "better": None if each.better is None else _number(each.better),
            }
            for each in found.answers
        ],
        "unproved": [each.goal for each in found.goals if not each.proved],
    }


def _number(value: Fraction) -> Any:
    from decimal import Decimal

    from allocator.texts.formats import decimal_places, plain

    return Decimal(plain(value, decimal_places(value, most=12)))
