"""A result as pandas tables, for notebooks. pandas is imported when this is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from allocator.allocation import Result
from allocator.problem.problem import Problem
from allocator.reporting.document import result_document

if TYPE_CHECKING:
    from pandas import DataFrame

NAMES = ("assignments", "members", "components", "rules", "goals")


def result_frames(
    problem: Problem, result: Result, *, language: str = "pl"
) -> dict[str, DataFrame]:
    """`assignments`, `members`, `components`, `rules` and `goals` as data frames.

    Amounts become floats, since that is what notebooks compute with; the exact ones stay in the
    result. Names of members and components stand beside their ids.
    """
    import pandas  # heavy, and only notebooks need it

    document = result_document(problem, result)
    return {
        name: pandas.DataFrame(list(map(_floats, _named(problem, document[name], language))))
        for name in NAMES
    }


def _named(
    problem: Problem, rows: Iterable[Mapping[str, Any]], language: str
) -> Iterable[dict[str, Any]]:
    for row in rows:
        named: dict[str, Any] = {}
        for key, value in row.items():
            named[key] = value
            if key == "member_id":
                member = problem.member[value]
                named["member"] = member.short_name or member.name_pl
            if key == "component_id":
                component = problem.component[value]
                names = (component.name_pl, component.name_en)
                first, second = names if language == "pl" else names[::-1]
                named["component"] = first or second
        yield named


def _floats(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _float(value) for key, value in row.items()}


def _float(value: Any) -> Any:
    from decimal import Decimal

    return float(value) if isinstance(value, Decimal | Fraction) else value
