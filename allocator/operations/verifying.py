"""A result's claims one by one: what arithmetic says of its split, engines of its goals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from allocator.allocation import Quantities, Split, Verdict
from allocator.certificates import (
    Stated,
    certificate_document,
    certified_case,
    claims_again,
    differences,
)
from allocator.checks import breaches, check
from allocator.measures.goal_measures import ladder
from allocator.measures.goals import entries
from allocator.operations.fitting import Request
from allocator.operations.judging import judged
from allocator.operations.reproving import (
    TARGET_SHARE,
    Answer,
    Claim,
    Finding,
    goals_again,
    infeasible_again,
)
from allocator.operations.stating import ill_stated
from allocator.problem.charter import LADDER_GOALS
from allocator.reporting.document import out_of_reach_rows, result_document
from allocator.reporting.recalled import exact
from allocator.solving import Options
from allocator.solving.engines import Search
from allocator.solving.plans import goal_value, worse
from allocator.solving.progress import Clock, PhaseListener, ShouldStop
from allocator.solving.sequence import tolerated

Document = Mapping[str, Any]

CONFIRMED, REFUTED, OPEN = "confirmed", "refuted", "open"

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
STATED = ("verdict", "status", "stopped_by", "goals", "tie")
"""Keys whose parts must agree with each other and with the split; proofs are for engines."""


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
    computed: tuple[str, ...] = ()
    """Keys that were made anew by arithmetic; all else rests on the engines of the answers."""

    @property
    def wrong(self) -> bool:
        """Whether any claim is refuted."""
        return bool(self.mistakes) or any(each.finding is Finding.REFUTED for each in self.answers)

    @property
    def open(self) -> bool:
        """Whether a claim could neither be confirmed nor refuted."""
        return self.claims_nothing or any(each.finding is Finding.OPEN for each in self.answers)

    @property
    def verdict(self) -> str:
        """What it comes to: confirmed, refuted or open."""
        return REFUTED if self.wrong else OPEN if self.open else CONFIRMED


def verified(
    request: Request,
    result: Document,
    options: Options,
    *,
    certificate: Document | None = None,
    listener: PhaseListener | None = None,
    should_stop: ShouldStop | None = None,
) -> Verification:
    """Hold every claim of a result, and of its certificate if it has one, against its problem.

    `request` is what the result was asked for: its problem, goals and terms; the seed of the
    options is that of the result's draw.
    """
    clock = Clock.start(options.limits.time_seconds)
    search = Search(options, clock, listener, should_stop)
    if result["status"] == "infeasible":
        engines = _engines(result["goals"][0]) if result["goals"] else ()
        return Verification((), (), (infeasible_again(request, search, engines),))
    if not result["assignments"] and result["status"] == "unknown":
        return Verification((), (), (), claims_nothing=True)
    return _with_plan(request, result, search, certificate)


def _with_plan(
    request: Request, result: Document, search: Search, certificate: Document | None
) -> Verification:
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
    case = None
    if certificate is not None and not mistakes:
        stated = [
            Stated(each.goal, each.levels or each.value, bound, each.proved, each.engines)
            for each, bound in zip(claims, _bounds(result), strict=False)
        ]
        asked = (request.problem, request.terms, request.goals, stated, quantities)
        expected, case = certificate_document(*asked), certified_case(*asked)
        found = ["certificate"] if expected is None else differences(certificate, expected)
        mistakes += [Mistake("certificate", each) for each in found]
    computed = ("split", *ARITHMETIC, *STATED, *(() if certificate is None else ("certificate",)))
    if mistakes:
        # What is wrong by arithmetic needs no engine any more.
        return Verification(claims, tuple(mistakes), (), computed=computed)
    tie_broken = bool((result.get("tie") or {}).get("broken"))
    certified = case is not None
    answers = [
        *goals_again(
            request, search, claims, quantities, tie_broken=tie_broken, certified=certified
        )
    ]
    if case is not None:
        named = next(each.engines for each in claims if each.goal == TARGET_SHARE)
        answers += [
            Answer(f"claim:{each.claim}", Finding(each.finding), each.engine)
            for each in claims_again(case, search, named)
        ]
    return Verification(claims, (), tuple(answers), computed=computed)


def _bounds(result: Document) -> Iterator[tuple[int, ...] | None]:
    for each in result["goals"]:
        bound = each.get("bound")
        yield tuple(map(int, bound)) if isinstance(bound, list) else None


def _claims(goals: Sequence[Document]) -> Iterator[Claim]:
    for each in goals:
        value = each["value"]
        if value is None:
            return
        levels = tuple(map(int, value)) if isinstance(value, list) else ()
        lowest = min(levels) if levels else value
        yield Claim(each["goal"], exact(lowest), bool(each["proved"]), _engines(each), levels)


def _engines(goal: Document) -> tuple[str, ...]:
    return tuple(goal.get("confirmed_by") or ())


def _arithmetic(request: Request, result: Document, split: Split) -> Iterator[Mistake]:
    expected, goals = result_document(request.problem, judged(request, split)), result["goals"]
    for key in ARITHMETIC:
        if result.get(key) != expected[key]:
            yield Mistake(key)
    reach = out_of_reach_rows(request.problem, request.terms, [each["goal"] for each in goals])
    for key, value in (("inclusion", expected["inclusion"]), ("out_of_reach", reach)):
        # Results of earlier versions do not have these keys.
        if result.get(key, value) != value:
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
    yield from (Mistake(*each) for each in ill_stated(result, steps, seed))
    for entry, claim in zip(steps, claims, strict=False):
        if entry.name in LADDER_GOALS:
            fairness = entry.goal.fairness
            if ladder(entry.name, request.problem, fairness, quantities) != claim.levels:
                yield Mistake("goals", claim.goal)
            continue
        value = goal_value(request.problem, request.terms, entry, quantities, seed)
        exactly = claim.proved and not entry.goal.tolerance_pct
        if worse(entry, value, tolerated(entry, claim.value)) or (exactly and value != claim.value):
            yield Mistake("goals", claim.goal)


def document(found: Verification, provenance: Document) -> dict[str, Any]:
    """What was found, as an object; `provenance` is that of the proof, not of the result.

    `by_arithmetic` rests on no engine's word, each of the `claims` on that of its engine.
    """
    mistaken = {each.key for each in found.mistakes}
    return {
        "format_version": 1,
        "verdict": found.verdict,
        "mistakes": [{"key": each.key, "subject": each.subject} for each in found.mistakes],
        "by_arithmetic": [
            {"key": each, "finding": CONFIRMED if each not in mistaken else REFUTED}
            for each in found.computed
        ],
        "goals": [
            {
                "goal": each.goal,
                "value": list(each.levels) if each.levels else _number(each.value),
                "proved": each.proved,
            }
            for each in found.goals
        ],
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
        "provenance": dict(provenance),
    }


def _number(value: Fraction) -> Any:
    from decimal import Decimal

    from allocator.texts.formats import decimal_places, plain

    return Decimal(plain(value, decimal_places(value, most=12)))
