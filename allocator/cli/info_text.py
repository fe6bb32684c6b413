"""A problem told to people: counts, capacities, offers that can not be used, warnings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allocator.cli.issues import lines
from allocator.cli.request import Request
from allocator.cli.tabulating import plain_table
from allocator.reporting.information import TITLES, chosen, facts, supply_tables
from allocator.reporting.tables import Table


def info_lines(request: Request, document: Mapping[str, Any], language: str) -> list[str]:
    """Everything that `info` tells, line by line."""
    tables = supply_tables(request.problem, document, language)
    sections = (
        _facts(request, document, language),
        *(_section(each, language) for each in tables),
        _warnings(request, language),
    )
    result: list[str] = []
    for section in sections:
        result += [*([""] if result and section else []), *section]
    return result


def _facts(request: Request, document: Mapping[str, Any], language: str) -> list[str]:
    commission = request.problem.commission
    titles = (commission.title_pl, commission.title_en)
    title = chosen(titles, language) or next(filter(None, titles), "")
    found = facts(request.problem, document, language)
    width = max(len(name) for name, _ in found)
    return [
        f"{commission.commission_id}  {title}".strip(),
        *(f"  {name.ljust(width)}  {text}" for name, text in found),
    ]


def _section(found: Table, language: str) -> list[str]:
    if not found.rows:
        return []
    return [found.title, *(f"  {each}" for each in plain_table(found, language))]


def _warnings(request: Request, language: str) -> list[str]:
    issues = dict.fromkeys((*request.problem.notices, *request.notices))
    if not issues:
        return []
    told = (f"  {each}" for each in lines(issues, language))
    return [chosen(TITLES["warnings"], language), *told]
