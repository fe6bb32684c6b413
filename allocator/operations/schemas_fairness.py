"""The JSON Schemas of documents about fairness and changes that no search of a split gave."""

from __future__ import annotations

from typing import Any

from allocator.operations.schemas import array, document_schema, or_null, record
from allocator.problem.charter import LEDGER_KINDS, MEASURES
from allocator.reporting.adjusting import OUTCOMES
from allocator.reporting.schema import COUNT, FLAG, NUMBER, TEXT, result_schema

Schema = dict[str, Any]

CAP: Schema = {"anyOf": [NUMBER, {"const": "none"}]}
PROVENANCE: Schema = {"type": "object"}
QUANTITY = record(member_id=TEXT, component_id=TEXT, quantity=NUMBER)


def ledger_schema() -> Schema:
    """The schema of the account of past years."""
    amounts = ("opening", "due", "got", "faded", "capped", "closing")
    year = record(year=COUNT, eligible=FLAG, **{f"{each}_pln": NUMBER for each in amounts})
    amount = or_null(NUMBER)
    return document_schema(
        "The account of past years",
        "What each member was due and got, what is left, and this year's target.",
        format_version={"const": 1},
        problem_digest=TEXT,
        measure={"enum": list(MEASURES)},
        ledger=record(
            kind={"enum": list(LEDGER_KINDS)},
            cap_pct=CAP,
            fade_pct=NUMBER,
            policy_id=or_null(TEXT),
        ),
        open_pln=NUMBER,
        members=array(
            record(
                member_id=TEXT,
                years=array(year),
                open_pln=NUMBER,
                had_pln=NUMBER,
                share=amount,
                counted=amount,
                not_counted=amount,
                had_before=amount,
                target=amount,
                carries_on=amount,
                text_pl=TEXT,
                text_en=TEXT,
            )
        ),
        provenance=PROVENANCE,
    )


def complaints_schema() -> Schema:
    """The schema of justified complaints, and of groups that are held back."""
    pair = {"member_id": TEXT, "against": TEXT}
    told = {"sentence_pl": TEXT, "sentence_en": TEXT}
    two = array(NUMBER)
    group = {"members": array(TEXT), "components": array(TEXT), "scarce": array(TEXT)}
    return document_schema(
        "Justified complaints",
        "Who could have more of another's work, each with a split that shows it; who can not.",
        format_version={"const": 1},
        measure={"enum": list(MEASURES)},
        complete=FLAG,
        complaints=array(
            record(**pair, before=two, after=two, assignments=array(QUANTITY), **told)
        ),
        none=array(record(**pair)),
        undecided=array(record(**pair)),
        bottlenecks=array(record(**group, target=NUMBER, most=NUMBER, ratio=NUMBER, **told)),
        provenance=PROVENANCE,
    )


def adjustment_schema() -> Schema:
    """The schema of a change by hand and the nearest split that keeps the rules."""
    differences = _differences()
    result = {name: each for name, each in result_schema().items() if name != "$schema"}
    nearest = record(
        outcome={"enum": list(OUTCOMES)},
        proved=FLAG,
        distance_pln=or_null(NUMBER),
        beyond=or_null(record(**differences)),
        result=or_null(result),
    )
    return document_schema(
        "A change by hand",
        "What a changed split breaks, costs and does to members; the nearest legal split.",
        format_version={"const": 1},
        verdict={"enum": ["right", "wrong"]},
        **differences,
        nearest=or_null(nearest),
        provenance=PROVENANCE,
    )


def _differences() -> dict[str, Schema]:
    amount = or_null(NUMBER)
    rule = record(
        rule_id=TEXT,
        subject=TEXT,
        value=amount,
        at_least=amount,
        at_most=amount,
        unit=TEXT,
        violation=NUMBER,
    )
    standing = record(
        member_id=TEXT,
        value_before_pln=NUMBER,
        value_after_pln=NUMBER,
        ratio_before=amount,
        ratio_after=amount,
        level_before=or_null(COUNT),
        level_after=or_null(COUNT),
    )
    rules = ("broken", "still_broken", "mended", "softened")
    money = ("task_cost_pln", "task_cost_change_pln", "total_change_pln")
    return {
        "moves": array(record(member_id=TEXT, component_id=TEXT, before=NUMBER, after=NUMBER)),
        **dict.fromkeys(rules, array(rule)),
        **dict.fromkeys(money, NUMBER),
        **dict.fromkeys(("lifted", "lowered"), array(standing)),
    }
