"""The JSON Schemas of a comparison of the rules of fairness and of measured incentives."""

from __future__ import annotations

from typing import Any

from allocator.operations.schemas import array, document_schema, or_null, record
from allocator.reporting.schema import COUNT, FLAG, NUMBER, TEXT
from scenarios.fair_rules import ROUNDING_POLICIES
from scenarios.incentive_tasks import KEYS
from scenarios.misreports import KINDS

Schema = dict[str, Any]

QUANTITY = record(member_id=TEXT, component_id=TEXT, quantity=NUMBER)


def rules_schema() -> Schema:
    """The schema of the splits by three policies of rounding."""
    member = record(
        member_id=TEXT,
        target=NUMBER,
        award=NUMBER,
        ratio=NUMBER,
        quota=or_null(array(NUMBER)),
    )
    split = record(
        rounding_policy={"enum": list(ROUNDING_POLICIES)},
        goal={"enum": list(ROUNDING_POLICIES.values())},
        proved=FLAG,
        task_cost_pln=or_null(NUMBER),
        wef1=or_null(FLAG),
        wprop1=or_null(FLAG),
        members=array(member),
        assignments=array(QUANTITY),
    )
    return document_schema(
        "Rules of fairness compared",
        "The split by each of three policies of rounding, and whether they agree.",
        format_version={"const": 1},
        measure=TEXT,
        grid_pct=NUMBER,
        ledger=or_null({"type": "object"}),
        complete=FLAG,
        agree=or_null(FLAG),
        by_every_rule=FLAG,
        splits=array(split),
        sentence_pl=TEXT,
        sentence_en=TEXT,
        provenance={"type": "object"},
    )


def incentives_schema() -> Schema:
    """The schema of misreports tried one at a time, and what they add up to."""
    amount = or_null(NUMBER)
    counts = {
        **dict.fromkeys(
            ("tried", "by_arithmetic", "no_split", "not_decided", "pay", "sure"), COUNT
        ),
        "largest_gain": amount,
    }
    kind: Schema = {"enum": list(KINDS)}
    tried = record(
        member_id=TEXT,
        kind=kind,
        subject=TEXT,
        step_pct=amount,
        status=TEXT,
        truth_award=amount,
        award=amount,
        gain=amount,
        deliverable=or_null(FLAG),
        pays=FLAG,
        sure=or_null(FLAG),
        least_gain=amount,
        proved=FLAG,
        seconds=amount,
        error=or_null(record(kind=TEXT, text_en=TEXT)),
    )
    return document_schema(
        "Incentives, measured",
        "What each misreport would bring its member, one change at a time.",
        format_version={"const": 1},
        measure=TEXT,
        key_by={"enum": list(KEYS)},
        complete=FLAG,
        decided=FLAG,
        truth=record(
            status=or_null(TEXT),
            proved=FLAG,
            awards=array(record(member_id=TEXT, award=NUMBER)),
        ),
        summary=record(
            **counts,
            by_kind=array(record(kind=kind, **counts)),
            by_member=array(record(member_id=TEXT, **counts)),
        ),
        tried=array(tried),
        sentence_pl=TEXT,
        sentence_en=TEXT,
        provenance={"type": "object"},
    )
