"""One member's own rows of a result: nothing of any other member's prices or quantities."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from allocator.operations.faults import issue
from allocator.texts.issues import InputError

if TYPE_CHECKING:
    from allocator.operations.certifying import Certificate
    from allocator.problem.problem import Problem

LANGUAGES = ("pl", "en")
OF_WHAT_ALL_HAVE = (
    "value",
    "hours",
    "selected_value",
    "selected_hours",
    "group_value",
    "group_hours",
    "component_quantity",
)
"""Denominators that move with what other members have."""

OF_THE_WHOLE = ("format_version", "status", "stopped_by", "verdict")
"""Keys of a result that concern everybody alike."""


def member_view(
    problem: Problem,
    document: Mapping[str, Any],
    member_id: str,
    *,
    certificate: Certificate | None = None,
) -> dict[str, Any]:
    """What a result says of one member, as JSON-ready data, numbers as the document has them.

    Assignments are named, with the unit of their quantity; `rules` are rows that concern this
    member alone, by name. A share of what all have together would give the others' prices away:
    its row has no value and no margin. Totals, digests and whatever names another member are left
    out. Of the result's certificate there is the member's own claim in words, with the digest of
    the whole. Raises InputError for a member that the problem does not have.
    """
    known = problem.member.get(member_id)
    if known is None:
        raise InputError((issue("unknown_member", "member_id", member_id, near="–"),))
    own = [each for each in document["members"] if each["member_id"] == member_id]
    return {
        # A split that was only judged was not searched for, so nothing stopped the search.
        **{name: document.get(name) for name in OF_THE_WHOLE},
        "member_id": member_id,
        "name": known.name_pl or known.short_name,
        "short_name": known.short_name,
        "award": _without_id(own[0]) if own else None,
        "assignments": list(_assignments(problem, document, member_id)),
        "ineligible": [
            _without_id(each)
            for each in _of_member(document["ineligible"], member_id)
            if not _names_others(problem, each, member_id)
        ],
        "rules": list(_rules(problem, document, member_id)),
        "certificate": None if certificate is None else certificate.of_member(member_id),
    }


def _assignments(
    problem: Problem, document: Mapping[str, Any], member_id: str
) -> Iterator[dict[str, Any]]:
    for each in _of_member(document["assignments"], member_id):
        component = problem.component[each["component_id"]]
        yield {
            "component_id": component.component_id,
            "name_pl": component.name_pl,
            "name_en": component.name_en,
            "quantity": each["quantity"],
            "unit_pl": component.unit_pl,
            "unit_en": component.unit_en,
            "value_pln": each["value_pln"],
        }


def _rules(
    problem: Problem, document: Mapping[str, Any], member_id: str
) -> Iterator[dict[str, Any]]:
    names = {language: _rule_names(problem, language) for language in LANGUAGES}
    shares = {each.rule_id for each in problem.rules if each.of in OF_WHAT_ALL_HAVE}
    for row in document["rules"]:
        if not _is_about(problem, row["subject"], member_id):
            continue
        hidden = dict.fromkeys(("value", "margin")) if row["rule_id"] in shares else {}
        texts = {
            f"text_{language}": _unless_naming_others(problem, name(row["rule_id"]), member_id)
            for language, name in names.items()
        }
        yield {**row, **hidden, **texts}


def _rule_names(problem: Problem, language: str) -> Callable[[str], str]:
    """How rules are named in a language, as reports name them."""
    # Imported here: naming operations names no rule.
    from allocator.operations.fitting import Request
    from allocator.operations.judging import judged
    from allocator.problem.request import Terms
    from allocator.reporting.report import Report

    nothing = judged(Request(problem, (), Terms()), None)
    return Report(problem, nothing, Terms(), language).rule


def _is_about(problem: Problem, subject: str, member_id: str) -> bool:
    """Whether a row concerns this member alone: M01, M01@2026-05, M01:C02, C01:C02:M01.

    Where a component bears the member's id it can not be told, and the answer is no.
    """
    parts = set(re.split("[:@]", subject))
    others = problem.member.keys() - {member_id}
    return member_id in parts - problem.component.keys() and not parts & others


def _unless_naming_others(problem: Problem, text: str, member_id: str) -> str:
    """The text; empty where it speaks of another member."""
    others = (each for each in problem.members if each.member_id != member_id)
    names = (name for each in others for name in (each.member_id, each.short_name, each.name_pl))
    found = (re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text) for each in names if each)
    return "" if any(found) else text


def _of_member(rows: Any, member_id: str) -> list[Mapping[str, Any]]:
    return [each for each in rows if each["member_id"] == member_id]


def _names_others(problem: Problem, row: Mapping[str, Any], member_id: str) -> bool:
    others = problem.member.keys() - {member_id}
    return any(reason["what"] in others for reason in row["reasons"])


def _without_id(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in row.items() if name != "member_id"}
