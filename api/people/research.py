"""What a researcher sees of a result: an allow-list, built field by field; knows no storage.

Nothing is taken out of a result here, everything is put in by name, so that a new field of results
stays in the house until somebody lets it out. What is let out, and why prices can not be had of it:

* A price is a value by a quantity. Values in PLN are never told; but a ratio is a value too, to who
  knows the target (a charter is often public) and the total (a contract is). So a member's ratio
  and the quantities that it delivers never stand together: `members` has ratios and no
  quantities, `components` has shares of quantities and no members, and nothing links the two.
* Two results of one commission, set side by side, could link them: where one share falls and one
  ratio with it. So ratios are told in steps of a twentieth, at most 2, shares in steps of a tenth:
  a price worked out from such differences is known no better than its ceiling, which a call for
  offers publishes. Rounding is to fixed steps, without noise, which could be averaged away.
* With few members the tables link themselves. Unless 5 members with a target are engaged, no ratio
  is told.
* Quality, preference, hand-over and the values of rules are weighted by value: equations for
  values, not told. Quantities are told as shares, because the quantity of a call for offers is its
  name. Money of the whole commission, its budget and costs, also relative ones, are not told.
* Names of members and components are drawn for each result, those of results for each export, and
  nothing is in the order of the source. Dates, seeds, digests, texts and ids are not told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from secrets import token_hex
from typing import Any

from allocator.problem.charter import GOALS

STATUSES = frozenset(("optimal", "feasible", "infeasible", "unknown"))
STOPS = frozenset(
    ("proof", "time_limit", "gap_limit", "memory_limit", "deterministic_limit", "interrupted")
)
VERDICTS = frozenset(
    ("fits", "over_budget", "fits_partly", "does_not_fit", "does_not_fit_request", "unknown")
)
STRENGTHS = ("hard", "soft", "info", "off")
GOAL = re.compile(
    rf"(?:{'|'.join((*GOALS, 'tie'))})(?::(?:critical|all|members|weight|mean|\d{{1,3}}))?"
)
WORD = re.compile(r"[a-z][a-z_]{0,31}")
ENGINES = frozenset(("cpsat", "highs", "scip", "cbc"))

RATIO_STEP = Fraction(1, 20)
MOST_RATIO = Fraction(2)
SHARE_STEP = Fraction(1, 10)
INDEX_STEP = Fraction(1, 100)
GAP_STEP = Fraction(1, 10_000)
SECONDS_STEP = Fraction(1, 10)
LEVEL_STEP_PCT = 5
FEWEST_MEMBERS = 5

Name = Callable[[], str]


def exported(
    name: str,
    solve: Mapping[str, Any],
    document: Mapping[str, Any],
    *,
    draw: Name = lambda: token_hex(6),
) -> dict[str, Any]:
    """A result as a researcher sees it, under the name it has in this export.

    `solve` has the columns of a stored solve, `document` its result with numbers as `Decimal`.
    `draw` gives fresh names of members and components.
    """
    return {
        "result": name,
        "operation": _word(solve["operation"]),
        "job_state": _word(solve["job_state"]),
        "solve_result": _word(solve["solve_result"]),
        "verdict": _one_of(document.get("verdict"), VERDICTS),
        "status": _one_of(document.get("status"), STATUSES),
        "stopped_by": _one_of(document.get("stopped_by"), STOPS),
        "proved": solve["proved"] is True,
        "seconds": _seconds(solve),
        "goals": [_goal(each) for each in _rows(document, "goals")],
        "counts": _counts(document),
        "members": _members(_rows(document, "members"), draw),
        "fairness": _fairness(_rows(document, "members")),
        "components": _components(document, draw),
        "rules": _rules(_rows(document, "rules")),
        "tie_broken": _tie(document),
    }


def _counts(document: Mapping[str, Any]) -> dict[str, int]:
    members = _rows(document, "members")
    return {
        "members": len(members),
        "members_engaged": sum(each.get("engaged") is True for each in members),
        "components": len(_rows(document, "components")),
        "components_uncovered": len(_rows(document, "uncovered")),
        "assignments": len(_rows(document, "assignments")),
        "ineligible_offers": len(_rows(document, "ineligible")),
        "violations": len(_rows(document, "violations")),
    }


def _goal(goal: Mapping[str, Any]) -> dict[str, Any]:
    found = str(goal.get("goal"))
    engines = goal.get("confirmed_by") or ()
    return {
        "goal": found if GOAL.fullmatch(found) else None,
        "proved": goal.get("proved") is True,
        "stopped_by": _one_of(goal.get("stopped_by"), STOPS),
        "gap": _gap(goal.get("value"), goal.get("bound")),
        "confirmed_by": sorted(ENGINES.intersection(engines)),
    }


def _gap(value: Any, bound: Any) -> Decimal | None:
    """How far the bound is from the value, relative to the larger; of lists none is told."""
    if not (_is_number(value) and _is_number(bound)):
        return None
    reached, proved = Fraction(value), Fraction(bound)
    largest = max(abs(reached), abs(proved))
    return _stepped(abs(reached - proved) / largest if largest else Fraction(0), GAP_STEP)


def _members(rows: Sequence[Mapping[str, Any]], draw: Name) -> list[dict[str, Any]]:
    told = _enough(rows)
    found = [_member(each, draw, told=told) for each in rows]
    return sorted(found, key=lambda each: str(each["member"]))


def _member(row: Mapping[str, Any], draw: Name, *, told: bool) -> dict[str, Any]:
    ratio = Fraction(row["ratio"]) if told and _is_number(row.get("ratio")) else None
    level = None if ratio is None else floor(min(ratio, Fraction(1)) * 100 / LEVEL_STEP_PCT)
    return {
        "member": draw(),
        "engaged": row.get("engaged") is True,
        "ratio": None if ratio is None else _stepped(min(ratio, MOST_RATIO), RATIO_STEP),
        "level_pct": None if level is None else level * LEVEL_STEP_PCT,
    }


def _ratios(rows: Iterable[Mapping[str, Any]]) -> list[Fraction]:
    return [Fraction(each["ratio"]) for each in rows if _is_number(each.get("ratio"))]


def _enough(rows: Iterable[Mapping[str, Any]]) -> bool:
    """Whether so many members are engaged that none is known by its ratio."""
    return len(_ratios(each for each in rows if each.get("engaged") is True)) >= FEWEST_MEMBERS


def _fairness(rows: Sequence[Mapping[str, Any]]) -> dict[str, Decimal | None]:
    """Gini's coefficient (1912) and Jain's index (1984) of members' ratios."""
    ratios = _ratios(rows)
    total = sum(ratios)
    if not _enough(rows) or not total:
        return {"gini": None, "jain": None}
    count = len(ratios)
    apart = sum(abs(one - other) for one in ratios for other in ratios)
    squares = sum(each * each for each in ratios)
    return {
        "gini": _stepped(apart / (2 * count * total), INDEX_STEP),
        "jain": _stepped(total * total / (count * squares), INDEX_STEP),
    }


def _components(document: Mapping[str, Any], draw: Name) -> list[dict[str, Any]]:
    """How much of each component is covered, and in which shares, the largest first."""
    quantities: dict[str, list[Fraction]] = {}
    for each in _rows(document, "assignments"):
        quantities.setdefault(each["component_id"], []).append(Fraction(each["quantity"]))
    found = [
        _component(each, quantities.get(each["component_id"], []), draw)
        for each in _rows(document, "components")
        if _is_number(each.get("quantity")) and _is_number(each.get("covered"))
    ]
    return sorted(found, key=lambda each: str(each["component"]))


def _component(
    row: Mapping[str, Any], quantities: Sequence[Fraction], draw: Name
) -> dict[str, Any]:
    whole = Fraction(row["quantity"])
    covered = Fraction(row["covered"])
    delivered = sorted(quantities, reverse=True)
    return {
        "component": draw(),
        "covered": _stepped(covered / whole if whole else Fraction(1), SHARE_STEP),
        "providers": len(delivered),
        "shares": [_stepped(each / whole, SHARE_STEP) for each in delivered if whole],
    }


def _rules(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """How many rules there are of each strength, how many bind and how many are broken."""
    found = {}
    for strength in STRENGTHS:
        own = [each for each in rows if each.get("strength") == strength]
        found[strength] = {
            "rules": len(own),
            "binding": sum(each.get("binding") is True for each in own),
            "violated": sum(bool(each.get("violation")) for each in own),
        }
    return found


def _seconds(solve: Mapping[str, Any]) -> Decimal | None:
    start, end = solve["started_at"], solve["finished_at"]
    if start is None or end is None:
        return None
    return _stepped(Fraction((end - start).total_seconds()), SECONDS_STEP)


def _tie(document: Mapping[str, Any]) -> bool | None:
    tie = document.get("tie")
    return tie.get("broken") is True if isinstance(tie, Mapping) else None


def _rows(document: Mapping[str, Any], table: str) -> list[Mapping[str, Any]]:
    rows = document.get(table)
    if not isinstance(rows, list):
        return []
    return [each for each in rows if isinstance(each, Mapping)]


def _stepped(value: Fraction, step: Fraction) -> Decimal:
    """A value to the nearest step, exactly as a decimal."""
    steps = round(value / step) * step
    return Decimal(steps.numerator) / Decimal(steps.denominator)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _one_of(value: Any, words: frozenset[str]) -> str | None:
    return value if isinstance(value, str) and value in words else None


def _word(value: Any) -> str | None:
    """A word of ours; whatever else stands there is not told."""
    return value if isinstance(value, str) and WORD.fullmatch(value) else None
