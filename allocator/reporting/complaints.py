"""Justified complaints and bottlenecks in words, and as a JSON object. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.allocation import Quantities, Split
from allocator.measures.awards import covered, level, targets
from allocator.measures.bottleneck import Bottleneck
from allocator.problem.problem import Pair, Problem
from allocator.reporting.complaint_words import word as word
from allocator.solving.complaints import Complaint, Complaints
from allocator.texts.formats import number, percent, plain

FORMAT_VERSION = 1
PLACES = 6
FINEST_PLACES = 7
MOST_MOVES = 6
"""Changed assignments that a line tells of: what is longer nobody reads aloud."""


def complaint_lines(
    problem: Problem, quantities: Quantities, found: Complaints, language: str
) -> Iterator[str]:
    """How many there are, a sentence for each with what would change, or that there is none."""
    if len(found.complaints) > 1:
        yield from _number(problem, found, language)
    for each in sorted(found.complaints, key=lambda one: _order(problem, found, one)):
        yield complaint_sentence(problem, found, each, language)
        moves = tuple(_moves(problem, quantities, each.split, language))
        key = "moves" if len(moves) <= MOST_MOVES else "more_moves"
        told, count = ", ".join(moves[:MOST_MOVES]), str(len(moves) - MOST_MOVES)
        yield "  " + word(key, language, moves=told, count=count)
    if not found.complaints and found.complete:
        yield word("none", language, pairs=str(len(found.none)))
    if found.undecided:
        pairs = ", ".join(
            f"{_name(problem, low)}–{_name(problem, high)}" for low, high in found.undecided
        )
        yield word("open", language, pairs=pairs)


def complaint_sentence(
    problem: Problem, found: Complaints, complaint: Complaint, language: str
) -> str:
    """What a member may point out, in one sentence."""
    due = targets(problem, found.fairness)
    low, high = due[complaint.member_id], due[complaint.against]
    told = {
        "low_before": complaint.before[0] / low,
        "high_before": complaint.before[1] / high,
        "low_pct": complaint.after[0] / low,
        "high_pct": complaint.after[1] / high,
    }
    return word(
        "complaint",
        language,
        low=_name(problem, complaint.member_id),
        high=_name(problem, complaint.against),
        **_apart(told, language),
    )


def _number(problem: Problem, found: Complaints, language: str) -> Iterator[str]:
    """How many complaints there are, and how many of them no level of the grid tells of."""
    yield word("number", language, count=str(len(found.complaints)))
    alike = sum(_keeps_levels(problem, found, each) for each in found.complaints)
    if alike:
        grid = percent(found.fairness.grid_pct, language)
        yield word("within_a_step", language, count=str(alike), grid=grid)


def _keeps_levels(problem: Problem, found: Complaints, each: Complaint) -> bool:
    due, fairness = targets(problem, found.fairness), replace(found.fairness, cap_pct=None)
    whole = ((each.member_id, each.before[0], each.after[0]),)
    both = (*whole, (each.against, each.before[1], each.after[1]))
    return all(level(fairness, a / due[who]) == level(fairness, b / due[who]) for who, a, b in both)


def _order(problem: Problem, found: Complaints, each: Complaint) -> tuple[Fraction, str, str]:
    """The largest rise first."""
    due = targets(problem, found.fairness)[each.member_id]
    return -(each.after[0] - each.before[0]) / due, each.member_id, each.against


def _apart(ratios: Mapping[str, Fraction], language: str) -> dict[str, str]:
    """Ratios as percentages, with as many decimals as tell what is from what would be."""
    for places in range(2, FINEST_PLACES):
        shown = {
            name: percent(100 * ratio, language, places=places) for name, ratio in ratios.items()
        }
        if all(shown[f"{who}_pct"] != shown[f"{who}_before"] for who in ("low", "high")):
            break
    return shown


def bottleneck_sentence(
    problem: Problem, quantities: Quantities, group: Bottleneck, language: str
) -> str:
    """What holds a group back, whatever the split; that all is theirs only where it is."""
    if not group.components:
        key = "nothing"
    elif group.scarce != group.components:
        key = "able"
    else:
        key = "theirs" if _has_all(problem, quantities, group) else "scarce"
    if key != "nothing" and len(group.members) == 1:
        key += "_one"
    return word(
        key,
        language,
        members=_listed([_name(problem, each) for each in group.members], language),
        components=_listed([_work(problem, each, language) for each in group.components], language),
        pct=percent(100 * group.ratio, language),
    )


def complaints_document(
    problem: Problem,
    quantities: Quantities,
    found: Complaints,
    groups: Sequence[Bottleneck],
) -> dict[str, Any]:
    """Complaints with the splits that show them, and groups that are held back, JSON-ready."""
    return {
        "format_version": FORMAT_VERSION,
        "measure": found.fairness.measure,
        "complete": found.complete,
        "complaints": [_complaint(problem, found, each) for each in found.complaints],
        "none": [_pair(each) for each in found.none],
        "undecided": [_pair(each) for each in found.undecided],
        "bottlenecks": [_group(problem, quantities, each) for each in groups],
    }


def _complaint(problem: Problem, found: Complaints, each: Complaint) -> dict[str, Any]:
    return {
        "member_id": each.member_id,
        "against": each.against,
        "before": [_decimal(amount) for amount in each.before],
        "after": [_decimal(amount) for amount in each.after],
        "assignments": [
            {
                "member_id": one.member_id,
                "component_id": one.component_id,
                "quantity": _decimal(one.quantity),
            }
            for one in each.split.assignments
        ],
        "sentence_pl": complaint_sentence(problem, found, each, "pl"),
        "sentence_en": complaint_sentence(problem, found, each, "en"),
    }


def _group(problem: Problem, quantities: Quantities, each: Bottleneck) -> dict[str, Any]:
    return {
        "members": list(each.members),
        "components": list(each.components),
        "scarce": list(each.scarce),
        "target": _decimal(each.due),
        "most": _decimal(each.most),
        "ratio": _decimal(each.ratio),
        "sentence_pl": bottleneck_sentence(problem, quantities, each, "pl"),
        "sentence_en": bottleneck_sentence(problem, quantities, each, "en"),
    }


def _pair(pair: tuple[str, str]) -> dict[str, str]:
    return {"member_id": pair[0], "against": pair[1]}


def _moves(problem: Problem, before: Quantities, split: Split, language: str) -> Iterator[str]:
    """Every pair whose quantity differs: C01 A 6 → 4."""
    after: dict[Pair, Fraction] = {
        (each.member_id, each.component_id): each.quantity for each in split.assignments
    }
    for pair in sorted({*before, *after}, key=lambda each: (each[1], each[0])):
        was, is_now = before.get(pair, Fraction(0)), after.get(pair, Fraction(0))
        if was != is_now:
            amounts = " → ".join(number(each, language) for each in (was, is_now))
            yield f"{_work(problem, pair[1], language)} {_name(problem, pair[0])} {amounts}"


def _has_all(problem: Problem, quantities: Quantities, group: Bottleneck) -> bool:
    own = {pair: each for pair, each in quantities.items() if pair[0] in group.members}
    given = covered(problem, own)
    return all(given[each] == problem.component[each].quantity for each in group.components)


def _name(problem: Problem, member_id: str) -> str:
    return problem.member[member_id].short_name or member_id


def _work(problem: Problem, component_id: str, language: str) -> str:
    """A component's name in the language, else in the other one, else its id."""
    found = problem.component[component_id]
    names = (found.name_pl, found.name_en)
    return next(filter(None, names if language == "pl" else reversed(names)), component_id)


def _listed(names: list[str], language: str) -> str:
    """A, B and C."""
    *first, last = names or [""]
    return f"{', '.join(first)} {word('and', language)} {last}" if first else last


def _decimal(value: Fraction) -> Decimal:
    return Decimal(plain(value, PLACES))
