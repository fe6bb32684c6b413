"""The published JSON Schema of a result (draft 2020-12). Kept beside what writes results."""

from __future__ import annotations

from typing import Any

from allocator.allocation import Status, Verdict
from allocator.measures.inclusion import SETTING_OF
from allocator.measures.reach import LIMITS
from allocator.problem.charter import MEASURES
from allocator.reporting.document import FORMAT_VERSION, dump_document

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer"}
STRENGTHS = ("hard", "soft", "info", "off")
SEVERITIES = ("fault", "warning", "notice")
STOPS = (
    "proof",
    "time_limit",
    "gap_limit",
    "memory_limit",
    "deterministic_limit",
    "interrupted",
)


def result_schema() -> Schema:
    """The schema that every result of this version keeps; more keys may come, none go."""
    properties: Schema = {
        "format_version": {"const": FORMAT_VERSION},
        "status": {"enum": [each.value for each in Status]},
        "stopped_by": {"enum": list(STOPS)},
        "verdict": {"enum": [each.value for each in Verdict]},
        "goals": _list(_goal()),
        "task_cost_pln": _or_null(NUMBER),
        "total_pln": _or_null(NUMBER),
        "budget_pln": _or_null(NUMBER),
        "own_contribution_pln": _or_null(NUMBER),
        **_split(),
        "ineligible": _list(_ineligible()),
        "rules": _list(_rule()),
        "uncovered": _list(_uncovered()),
        "uncovered_causes": _list(
            _object(
                rule_id=TEXT,
                reference_value_pln=_or_null(NUMBER),
                critical_reference_value_pln=_or_null(NUMBER),
                proved=FLAG,
            )
        ),
        "violations": _list(_violation()),
        "warnings": _list(issue_schema()),
        "measures": {"type": "object", "additionalProperties": _goal_value()},
        "inclusion": _list(_inclusion()),
        "out_of_reach": _list(_out_of_reach()),
        "tie": _object(seed=COUNT, broken=FLAG),
        "provenance": {"type": "object"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Result of a split",
        "description": "What a run found: status, verdict, goals with proof, split, rules.",
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


def schema_text() -> str:
    """The schema as it is published in docs/schema/result.schema.json."""
    return dump_document(result_schema())


def _split() -> Schema:
    return {
        "assignments": _list(
            _object(
                member_id=TEXT,
                component_id=TEXT,
                quantity={"type": "number", "exclusiveMinimum": 0},
                value_pln=NUMBER,
            )
        ),
        "members": _list(
            _object(
                member_id=TEXT,
                value_pln=NUMBER,
                target_pln=_or_null(NUMBER),
                ratio=_or_null(NUMBER),
                level=_or_null(COUNT),
                engaged=FLAG,
                own_contribution_pln=NUMBER,
                of_which_volunteer_pln=NUMBER,
                volunteer_hours=NUMBER,
            )
        ),
        "components": _list(
            _object(
                component_id=TEXT,
                quantity=NUMBER,
                covered=NUMBER,
                providers=_list(TEXT),
                value_pln=NUMBER,
                ceiling_pln=_or_null(NUMBER),
            )
        ),
    }


def _goal() -> Schema:
    return _object(
        goal=TEXT,
        value=_goal_value(),
        bound=_goal_value(),
        proved=FLAG,
        stopped_by={"enum": list(STOPS)},
        confirmed_by=_list(TEXT),
        tolerance_pct=NUMBER,
        exact=FLAG,
    )


def _goal_value() -> Schema:
    return {"anyOf": [NUMBER, _list(COUNT), {"type": "null"}]}


def _ineligible() -> Schema:
    until = _or_null({"type": "string", "format": "date"})
    reason = _object(code=TEXT, what=TEXT, until=until)
    return _object(member_id=TEXT, component_id=TEXT, reasons=_list(reason))


def _rule() -> Schema:
    return _object(
        rule_id=TEXT,
        subject=TEXT,
        value=NUMBER,
        at_least=_or_null(NUMBER),
        at_most=_or_null(NUMBER),
        margin=_or_null(NUMBER),
        binding=FLAG,
        violation={"type": "number", "minimum": 0},
        strength={"enum": list(STRENGTHS)},
        priority=_or_null(COUNT),
        unit=TEXT,
    )


def _inclusion() -> Schema:
    top_up = _object(subject=TEXT, margin_pln=NUMBER, top_up_pln=NUMBER)
    return _object(
        rule_id=TEXT,
        setting={"enum": list(SETTING_OF.values())},
        pool_pln=NUMBER,
        top_ups=_list(top_up),
    )


def _out_of_reach() -> Schema:
    return _object(
        member_id=TEXT,
        measure={"enum": list(MEASURES)},
        target=NUMBER,
        most=NUMBER,
        most_ratio=NUMBER,
        limited_by={"enum": list(LIMITS)},
        limited_by_rule=_or_null(TEXT),
    )


def _uncovered() -> Schema:
    return _object(component_id=TEXT, quantity=NUMBER, reference_value_pln=NUMBER)


def _violation() -> Schema:
    return _object(
        rule_id=TEXT,
        subject=TEXT,
        strength={"enum": list(STRENGTHS[:-1])},
        priority=_or_null(COUNT),
        violation={"type": "number", "exclusiveMinimum": 0},
        value=NUMBER,
        at_least=_or_null(NUMBER),
        at_most=_or_null(NUMBER),
        unit=TEXT,
    )


def issue_schema() -> Schema:
    """A warning, notice or fault as documents tell it."""
    return _object(
        code=TEXT,
        severity={"enum": list(SEVERITIES)},
        table=TEXT,
        row=_or_null(COUNT),
        column=TEXT,
        value=TEXT,
        parameters={"type": "object", "additionalProperties": TEXT},
        text_pl=TEXT,
        text_en=TEXT,
    )


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}
