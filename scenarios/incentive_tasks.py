"""One misreport as plain data, and the function that finds what it brings, in any process."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from hashlib import sha256
from typing import Any

from allocator.allocation import Result
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Goal, Terms
from allocator.reporting.exact_json import exact_text
from allocator.solving import Options
from allocator.texts.issues import InputError
from scenarios.misreports import Misreport, declared, with_key_from_capacity
from scenarios.sweep_tasks import _problem, _Told, failed

BY_TABLE, BY_CAPACITY = "table", "capacity"
KEYS = (BY_TABLE, BY_CAPACITY)
"""Where shares come from: the table of members, or capacity declared for this very commission."""

Row = dict[str, Any]
Rows = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """What the truth came to: the split, and the values of the goals as (levels or exact text)."""

    assignments: Rows = ()
    values: tuple[str | tuple[int, ...], ...] = ()
    proved: bool = False

    @property
    def quantities(self) -> dict[Pair, Fraction]:
        """The split by pair."""
        return {(who, what): Fraction(much) for who, what, much in self.assignments}


@dataclass(frozen=True, slots=True)
class IncentiveTask:
    """A misreport to try, or the truth (None): everything a worker needs."""

    document: str = field(repr=False)
    goals: tuple[Goal, ...]
    misreport: Misreport | None = None
    truth: Truth = field(default_factory=Truth, repr=False)
    key_by: str = BY_TABLE
    rules_off: tuple[str, ...] = ()
    options: Options = field(default_factory=Options)
    stop_file: str = ""

    @property
    def measure(self) -> str:
        """What an award is counted in."""
        return next(iter(each.fairness.measure for each in self.goals), "value")

    @property
    def terms(self) -> Terms:
        """What holds beside the problem's own rules."""
        fairness = self.goals[0].fairness if self.goals else Terms().fairness
        return Terms(rules_off=frozenset(self.rules_off), fairness=fairness)


def key_of(task: IncentiveTask, digest: str, versions: Mapping[str, str]) -> str:
    """SHA-256 of all that can change what comes of a task."""
    content = {
        "problem": digest,
        "goals": [repr(each) for each in task.goals],
        "misreport": None if task.misreport is None else repr(task.misreport),
        "truth": [list(task.truth.assignments), repr(task.truth.values)],
        "key_by": task.key_by,
        "rules_off": sorted(task.rules_off),
        "options": asdict(task.options),
        "versions": dict(versions),
    }
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def run_task(task: IncentiveTask) -> str:
    """Find what a task comes to; the row as JSON text. Never raises: errors are in the row."""
    started = time.monotonic()
    told = _Told(task.stop_file)
    try:
        row = _truth(task, told) if task.misreport is None else _tried(task, told)
    except InputError as error:
        row = {**dict(failed("InputError", faults=error.issues)), "status": "refused"}
    except Exception as error:
        row = dict(failed(type(error).__name__, str(error), file=str(getattr(error, "file", ""))))
    if told.heard:
        row = {"status": "given_up"}
    row["seconds"] = round(time.monotonic() - started, 3)
    return exact_text(row, compact=True)


def _truth(task: IncentiveTask, told: _Told) -> Row:
    problem = _as_keyed(task, _problem(task.document))
    result = _solved(problem, task, told)
    return {
        "status": str(result.status),
        "assignments": _assignments(result),
        "values": [list(v) if isinstance(v, tuple) else str(v) for v in _values(result)],
        "proved": result.status == "optimal",
        "awards": {
            each: str(award) for each, award in _awards(problem, task, _quantities(result)).items()
        },
    }


def _tried(task: IncentiveTask, told: _Told) -> Row:
    """The award that a misreport brings, beside that of the truth."""
    # Imported here: whoever plans tries nothing.
    from scenarios.unchanged import is_unchanged

    assert task.misreport is not None, "the truth is another task"
    honest = _problem(task.document)
    problem = _as_keyed(task, honest)
    given = _as_keyed(task, declared(honest, task.misreport))
    who = task.misreport.member_id
    before = _awards(problem, task, task.truth.quantities)[who]
    split, seed = task.truth.quantities, task.options.seed
    if task.truth.proved and is_unchanged(problem, given, task.terms, task.goals, split, seed):
        return _row(before, before, status="same", proved=task.truth.proved)
    result = _solved(given, task, told)
    if result.split is None:
        proved = result.status == "infeasible"
        return {**_row(before, None, status=str(result.status), proved=proved)}
    quantities = _quantities(result)
    after = _awards(problem, task, quantities)[who]
    proved = task.truth.proved and result.status == "optimal"
    able = _can_deliver(problem, task.terms, who, quantities)
    row = _row(before, after, status="found", proved=proved, deliverable=able)
    if proved and able and after > before:
        row |= _whatever_the_draw(task, problem, given, result, told)
    return row


def _row(
    before: Fraction,
    after: Fraction | None,
    *,
    status: str,
    proved: bool,
    deliverable: bool = True,
) -> Row:
    gain = None if after is None else after - before
    return {
        "status": status,
        "truth_award": str(before),
        "award": None if after is None else str(after),
        "gain": None if gain is None else str(gain),
        "deliverable": deliverable,
        "pays": gain is not None and gain > 0 and deliverable,
        "proved": proved,
        "sure": None,
        "least_gain": None,
    }


def _whatever_the_draw(
    task: IncentiveTask, problem: Problem, given: Problem, result: Result, told: _Told
) -> Row:
    """Whether it gains even if the draw were best for it in truth and worst for it in the lie."""
    # Imported here: few misreports pay.
    from allocator.solving import extreme_award

    assert task.misreport is not None, "the truth gains nothing"
    who, prices = task.misreport.member_id, _prices(problem, task.measure)
    truth = [each if isinstance(each, tuple) else Fraction(each) for each in task.truth.values]
    both = (
        extreme_award(
            problem, task.goals, truth, who, prices, task.terms, task.options,
            most=True, should_stop=told,
        ),
        extreme_award(
            given, task.goals, _values(result), who, prices, task.terms, task.options,
            most=False, should_stop=told,
        ),
    )  # fmt: skip
    best, worst = both
    if best is None or worst is None:
        return {}
    return {"sure": worst > best, "least_gain": str(worst - best)}


def _as_keyed(task: IncentiveTask, problem: Problem) -> Problem:
    return with_key_from_capacity(problem) if task.key_by == BY_CAPACITY else problem


def _solved(problem: Problem, task: IncentiveTask, told: _Told) -> Result:
    # Imported here: whoever plans searches nothing.
    from allocator.solving import solve

    return solve(problem, task.goals, task.terms, task.options, should_stop=told)


def _values(result: Result) -> tuple[Fraction | tuple[int, ...], ...]:
    return tuple(each.value for each in result.goals if each.value is not None)


def _quantities(result: Result) -> dict[Pair, Fraction]:
    rows = () if result.split is None else result.split.assignments
    return {(each.member_id, each.component_id): each.quantity for each in rows}


def _assignments(result: Result) -> list[list[str]]:
    return [[who, what, str(much)] for (who, what), much in sorted(_quantities(result).items())]


def _prices(problem: Problem, measure: str) -> dict[str, Fraction] | None:
    """What a unit of each component counts as an award, in truth; None: what is paid counts."""
    if measure == "value":
        return None
    if measure == "reference_value":
        return dict(problem.reference_price_pln)
    return {each.component_id: each.labour_hours_per_unit for each in problem.components}


def _awards(
    problem: Problem, task: IncentiveTask, quantities: Mapping[Pair, Fraction]
) -> dict[str, Fraction]:
    # Imported here: as above.
    from allocator.solving import award_at

    prices = _prices(problem, task.measure)
    return {each: award_at(problem, quantities, each, prices) for each in sorted(problem.member)}


def _can_deliver(
    problem: Problem, terms: Terms, member_id: str, quantities: Mapping[Pair, Fraction]
) -> bool:
    """Whether what a member is given lies within its true offers, capacity and staff."""
    # Imported here: as above.
    from allocator.checks import rule_rows

    own = {pair: quantity for pair, quantity in quantities.items() if pair[0] == member_id}
    return not any(
        each.violation > 0
        for each in rule_rows(problem, terms, own)
        if each.rule_id in ("eligibility", "offer_capacity", "labour_capacity")
    )
