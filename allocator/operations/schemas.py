"""The JSON Schemas of documents that are no results of a search."""

from __future__ import annotations

from typing import Any

from allocator.measures.reach import LIMITS
from allocator.operations.checking import OF_A_SEARCH, RIGHT, WRONG
from allocator.operations.validating import DOUBTFUL, VALID
from allocator.reporting.schema import COUNT, FLAG, NUMBER, TEXT, issue_schema, result_schema

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def verdict_schema() -> Schema:
    """The schema of the verdict on a split: what a result says of its split, and the verdict."""
    known = result_schema()["properties"]
    rest = {name: each for name, each in known.items() if name not in OF_A_SEARCH}
    provenance = rest.pop("provenance")
    return document_schema(
        "Verdict on a split",
        "What a given split breaks, what is left of every bound, how good and how fair it is.",
        format_version=rest.pop("format_version"),
        status={"enum": ["feasible", "infeasible"]},
        verdict={"enum": [RIGHT, WRONG]},
        **rest,
        fairness=_fairness(),
        provenance=provenance,
    )


def validation_schema() -> Schema:
    """The schema of what is in a problem."""
    return document_schema(
        "What is in a problem",
        "Counts, offers that can not be used, capacity and staff against demand, warnings.",
        format_version={"const": 1},
        status={"const": "unknown"},
        verdict={"enum": [VALID, DOUBTFUL]},
        commission=_commission(),
        problem_digest=TEXT,
        text_digest=TEXT,
        counts={"type": "object", "additionalProperties": COUNT},
        ineligible=result_schema()["properties"]["ineligible"],
        capacity=array(
            record(
                component_id=TEXT,
                quantity=NUMBER,
                capacity=NUMBER,
                offers=COUNT,
                eligible_offers=COUNT,
                enough=FLAG,
            )
        ),
        labour=array(
            record(pool_id=TEXT, period=TEXT, hours_needed=NUMBER, hours_free=NUMBER, enough=FLAG)
        ),
        scenario=record(scenario_id=or_null(TEXT), cells=array({"type": "object"})),
        policy=record(policy_id=or_null(TEXT)),
        goals=array(record(goal=TEXT, tolerance_pct=NUMBER)),
        policies=array(TEXT),
        scenarios=array(TEXT),
        rules_off=array(TEXT),
        warnings=array(issue_schema()),
        eligible=array(record(member_id=TEXT, component_id=TEXT)),
        provenance={"type": "object"},
    )


def verification_schema() -> Schema:
    """The schema of what became of a result's claims."""
    return document_schema(
        "Verification of a result",
        "What arithmetic says of a result, and what other engines say of its claims.",
        format_version={"const": 1},
        verdict={"enum": ["confirmed", "refuted", "open"]},
        mistakes=array(record(key=TEXT, subject=TEXT)),
        by_arithmetic=array(record(key=TEXT, finding={"enum": ["confirmed", "refuted"]})),
        goals=array(record(goal=TEXT, value={"anyOf": [NUMBER, array(COUNT)]}, proved=FLAG)),
        claims=array(
            record(
                goal=TEXT,
                finding={"enum": ["confirmed", "refuted", "open"]},
                engine=or_null(TEXT),
                better=or_null(NUMBER),
            )
        ),
        unproved=array(TEXT),
        provenance={"type": "object"},
    )


def document_schema(title: str, description: str, **properties: Schema) -> Schema:
    """The schema of a document in which every key is always present; more keys may come."""
    return {
        "$schema": DRAFT,
        "title": title,
        "description": description,
        **record(**properties),
    }


def record(**properties: Schema) -> Schema:
    """An object in which every key is present."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def array(items: Schema) -> Schema:
    """A list of things of one kind."""
    return {"type": "array", "items": items}


def or_null(schema: Schema) -> Schema:
    """The same, or nothing."""
    return {"anyOf": [schema, {"type": "null"}]}


def _fairness() -> Schema:
    ratio = or_null(NUMBER)
    member = record(
        member_id=TEXT,
        award=NUMBER,
        target=NUMBER,
        ratio=NUMBER,
        level=COUNT,
        most=NUMBER,
        limited=FLAG,
        limited_by={"enum": list(LIMITS)},
        limited_by_rule=or_null(TEXT),
        quota=or_null(array(NUMBER)),
    )
    measure = record(
        measure=TEXT,
        smallest_ratio=NUMBER,
        spread=NUMBER,
        gini=ratio,
        gini_by_heads=ratio,
        jain=ratio,
        jain_by_heads=ratio,
        small_members_share=ratio,
        lot=ratio,
        wef1=or_null(FLAG),
        wprop1=or_null(FLAG),
        members=array(member),
    )
    margin = record(member_id=TEXT, paid_pln=NUMBER, own_cost_pln=NUMBER, margin_pln=NUMBER)
    return record(
        grid_pct=NUMBER,
        cap_pct={"anyOf": [NUMBER, {"const": "none"}]},
        measures=array(measure),
        margins=array(margin),
    )


def _commission() -> Schema:
    return record(
        commission_id=TEXT,
        title_pl=TEXT,
        title_en=TEXT,
        period_start={"type": "string", "format": "date"},
        period_end={"type": "string", "format": "date"},
        budget_total_pln=or_null(NUMBER),
        commissioning_mode=TEXT,
    )
