"""The JSON Schemas of the answer on the budget, of a sweep and of a frontier."""

from __future__ import annotations

from typing import Any

from allocator.allocation import Status, Verdict
from allocator.operations.schemas import array, document_schema, or_null, record
from allocator.reporting.schema import COUNT, FLAG, NUMBER, STOPS, TEXT, result_schema
from scenarios.sweep_tasks import ERROR, KEPT

Schema = dict[str, Any]

FIGURES = ("least_total_pln", "least_total_without_rules_pln", "least_budget_pln", "uncovered")


def budget_schema() -> Schema:
    """The schema that every answer on the budget keeps."""
    money = or_null(NUMBER)
    cost = {
        "value_pln": NUMBER,
        "cost_pln": NUMBER,
        "ceiling_pln": money,
        "margin_pln": money,
        "used_pct": money,
    }
    return document_schema(
        "Answer on the budget",
        "Whether the whole commission fits its budget, what is left, what would be needed.",
        format_version={"const": 1},
        status={"enum": [each.value for each in Status]},
        stopped_by={"enum": list(STOPS)},
        verdict={"enum": [each.value for each in Verdict]},
        sentence_pl=TEXT,
        sentence_en=TEXT,
        budget_pln=money,
        least_total_pln=money,
        least_total_without_rules_pln=money,
        least_budget_pln=money,
        margin_pln=money,
        margin_pct=money,
        own_contribution_pln=money,
        total_pln=money,
        member_costs_pln=money,
        sectors=array(record(sector_id=TEXT, **cost)),
        components=array(record(component_id=TEXT, sector_id=TEXT, quantity=NUMBER, **cost)),
        uncovered_value_pln=money,
        uncovered=array(record(component_id=TEXT, quantity=NUMBER, reference_value_pln=NUMBER)),
        proved={"type": "object", "additionalProperties": FLAG},
        bounds=record(**dict.fromkeys(FIGURES, money)),
        provenance={"type": "object"},
    )


def sweep_schema() -> Schema:
    """The schema of a sweep; a row that ended in an error has only its place and the error."""
    place = {"scenario_id": or_null(TEXT), "policy_id": or_null(TEXT)}
    return document_schema(
        "Sweep",
        "Many scenarios under many policies, a row for each.",
        format_version={"const": 1},
        complete=FLAG,
        rows=array({"anyOf": [record(**place, **_answered()), record(**place, **_failed())]}),
        not_run=array(record(**place)),
        provenance={"type": "object"},
    )


def frontier_schema() -> Schema:
    """The schema of a frontier: the curve of the worst-off member, whole splits along it."""
    money, common = or_null(NUMBER), {"proved": FLAG, "stopped_by": {"enum": list(STOPS)}}
    step = record(
        level=COUNT,
        level_pct=NUMBER,
        task_cost_pln=money,
        bound_pln=money,
        above_least_pct=money,
        **common,
    )
    whole = record(
        name=TEXT,
        cost_cap_pln=money,
        task_cost_pln=money,
        above_least_pct=money,
        levels=array(COUNT),
        levels_bound=array(COUNT),
        smallest_ratio=money,
        small_members_value_pln=money,
        assignments=array(record(member_id=TEXT, component_id=TEXT, quantity=NUMBER)),
        **common,
    )
    return document_schema(
        "What fairness costs",
        "The least cost of every level of the worst-off member; the fairest splits by cost.",
        format_version={"const": 1},
        measure=TEXT,
        grid_pct=NUMBER,
        cap_pct={"anyOf": [NUMBER, {"const": "none"}]},
        ledger=or_null({"type": "object"}),
        complete=FLAG,
        least_cost_pln=money,
        worst_off=array(step),
        whole=array(whole),
        sentence_pl=TEXT,
        sentence_en=TEXT,
        errors=array({"type": "object"}),
        provenance={"type": "object"},
    )


def _answered() -> Schema:
    known = result_schema()["properties"]
    return {
        **{name: known[name] for name in KEPT},
        "problem_digest": TEXT,
        "cells_changed": COUNT,
        "members_engaged": COUNT,
        "error": {"type": "null"},
        "seconds": or_null(NUMBER),
    }


def _failed() -> Schema:
    error = record(kind=TEXT, text_pl=TEXT, text_en=TEXT, file=or_null(TEXT))
    return {"status": {"const": ERROR}, "error": error, "seconds": or_null(NUMBER)}
