"""A split that people made by hand: the verdict on it, beside the split that was recommended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from allocator.operations.ordering import split_issues
from allocator.texts.issues import InputError

if TYPE_CHECKING:
    from allocator.allocation import Quantities, RuleRow, Split
    from allocator.operations.fitting import Request

MONEY_PLACES = 2
FINEST_PLACES = 6
MONEY = ("task_cost_pln", "total_pln", "own_contribution_pln")


def evaluate(
    request: Request, split: Quantities, recommended: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The document of operation check, and `beside`: what differs from a recommended result.

    `recommended` is the document of a result for the same problem; `beside` is None without one,
    and for one that has no split. Differences are of exact amounts, rounded once: here less there.
    Raises InputError for unknown members and components, and for a result of another problem.
    """
    # Imported here: naming operations evaluates nothing.
    from allocator.checks import breaches, check
    from allocator.operations.checking import verdict_document
    from allocator.reporting.recalled import recalled

    faults = split_issues(request.problem, split)
    if faults:
        raise InputError(faults)
    here = check(request.problem, request.terms, split)
    document = verdict_document(request, here, right=not breaches(here))
    there = None if recommended is None else recalled(request.problem, recommended)[0].split
    return {**document, "beside": None if there is None else _beside(here, there)}


def _beside(here: Split, there: Split) -> dict[str, Any]:
    """Everything in which a split differs from another: money, members, pairs, rules."""
    return {
        **{name: _money_pair(getattr(here, name), getattr(there, name)) for name in MONEY},
        "members": [
            {
                "member_id": mine.member_id,
                **_money_pair(mine.value_pln, theirs.value_pln),
                "ratio": _number(mine.ratio),
                "recommended_ratio": _number(theirs.ratio),
            }
            for mine, theirs in zip(here.members, there.members, strict=True)
        ],
        "assignments": list(_moved(here, there)),
        "rules": list(_margins(here.rules, there.rules)),
        "measures": {
            name: {"here": _measure(value), "recommended": _measure(there.measures.get(name))}
            for name, value in here.measures.items()
        },
    }


def _moved(here: Split, there: Split) -> Iterator[dict[str, Any]]:
    """Pairs whose quantity differs."""
    found = [
        {(each.member_id, each.component_id): each.quantity for each in split.assignments}
        for split in (here, there)
    ]
    for pair in sorted(found[0].keys() | found[1].keys()):
        mine, theirs = (each.get(pair, Fraction(0)) for each in found)
        if mine != theirs:
            yield {
                "member_id": pair[0],
                "component_id": pair[1],
                "here": _number(mine),
                "recommended": _number(theirs),
                "change": _number(mine - theirs),
            }


def _margins(here: tuple[RuleRow, ...], there: tuple[RuleRow, ...]) -> Iterator[dict[str, Any]]:
    """What is left of the bounds of every row that either split has; in the rule's own unit."""
    mine = {(each.rule_id, each.subject): each for each in here}
    theirs = {(each.rule_id, each.subject): each for each in there}
    for key in dict.fromkeys((*mine, *theirs)):
        margins = [each[key].margin if key in each else None for each in (mine, theirs)]
        if margins == [None, None]:
            continue
        row = mine.get(key) or theirs[key]
        yield {
            "rule_id": row.rule_id,
            "subject": row.subject,
            "strength": row.strength,
            "unit": row.unit,
            "here": _number(margins[0]),
            "recommended": _number(margins[1]),
            "change": _number(_difference(*margins)),
        }


def _difference(here: Fraction | None, there: Fraction | None) -> Fraction | None:
    return None if here is None or there is None else here - there


def _money_pair(here: Fraction, there: Fraction) -> dict[str, Any]:
    amounts = {"here": here, "recommended": there, "change": here - there}
    return {name: _decimal(each, MONEY_PLACES) for name, each in amounts.items()}


def _measure(value: Fraction | tuple[int, ...] | None) -> Any:
    return list(value) if isinstance(value, tuple) else _number(value)


def _number(value: Fraction | None) -> Decimal | None:
    """A number with up to 6 decimals."""
    return None if value is None else _decimal(value, FINEST_PLACES, at_least=0)


def _decimal(value: Fraction, places: int, *, at_least: int | None = None) -> Decimal:
    # Imported here: naming operations writes no number.
    from allocator.texts.formats import plain

    return Decimal(plain(value, places, at_least=at_least))
