"""The JSON object of a result: keys, places, exact numbers, its published schema."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.allocation import IneligibleOffer, UncoveredCause
from allocator.problem.request import Terms
from allocator.reporting import dump_document, result_document, result_schema
from allocator.reporting.exact_json import exact_text, json_ready
from allocator.reporting.schema import schema_text
from allocator.texts.issues import Issue, Severity
from tests.builders import problem
from tests.results import KITCHEN_SPLIT, a_goal, a_result, kitchen

SCHEMA = Path(__file__).parents[1] / "docs" / "schema" / "result.schema.json"
KEYS = [
    "format_version",
    "status",
    "stopped_by",
    "verdict",
    "goals",
    "task_cost_pln",
    "total_pln",
    "budget_pln",
    "own_contribution_pln",
    "assignments",
    "members",
    "components",
    "ineligible",
    "rules",
    "uncovered",
    "uncovered_causes",
    "violations",
    "warnings",
    "measures",
    "inclusion",
    "out_of_reach",
    "tie",
    "provenance",
]


def a_document(**changes: Any) -> dict[str, Any]:
    """The kitchen's document."""
    town = kitchen()
    return result_document(town, a_result(town, KITCHEN_SPLIT, **changes))


def read_back(document: dict[str, Any]) -> Any:
    """The document as another program reads it, numbers exact."""
    return json.loads(dump_document(document), parse_float=Decimal)


def test_all_keys_are_there_in_order_with_a_plan_and_without() -> None:
    assert list(a_document()) == KEYS
    without = result_document(kitchen(), a_result(kitchen()))
    assert list(without) == KEYS
    assert without["task_cost_pln"] is None
    assert without["assignments"] == without["members"] == without["rules"] == []
    assert without["status"] == "infeasible"


def test_money_is_the_exact_sum_rounded_once() -> None:
    document = a_document()
    # 100 * 3.333 + 20 + 2 * 50 + 0.004 + 12.344 = 465.648; the parts rounded first would make
    # 223.31 + 129.99 + 100.00 + 12.34 = 465.64.
    assert str(document["task_cost_pln"]) == "465.65"
    assert str(document["total_pln"]) == "484.27"  # 465.648 * 1.04 = 484.27392
    assert str(document["own_contribution_pln"]) == "48.43"  # 10 % of it
    assert str(document["budget_pln"]) == "2000.00"
    values = {each["component_id"]: str(each["value_pln"]) for each in document["components"]}
    assert values == {"C1": "353.30", "C2": "100.00"}


def test_numbers_have_their_places_and_stay_exact_in_the_text() -> None:
    document = a_document()
    text = dump_document(document)
    assert '"task_cost_pln": 465.65,' in text
    assert '"budget_pln": 2000.00,' in text
    assert '"quantity": 61,' in text
    member = next(each for each in document["members"] if each["member_id"] == "M1")
    # 323.317 of half of 2000 / 1.04: 0.33624968
    assert str(member["ratio"]) == "0.336250"
    assert member["level"] == 33
    third = next(each for each in document["members"] if each["member_id"] == "M3")
    assert third["target_pln"] is None
    assert third["ratio"] is None
    assert third["engaged"] is False


def test_goals_are_written_on_their_own_step() -> None:
    fine = Fraction(12345, 10**4)
    goals = (
        a_goal("uncovered:critical", 0),
        a_goal("soft_rules:1", Fraction(1, 8)),
        a_goal("cost", fine, proved=False, bound=None, stopped_by="time_limit"),
        a_goal("target_share", (94, 100, 100)),
        a_goal("target_share", (94,), exact=False),
        a_goal("small_members_engaged", 4),
    )
    found = read_back(a_document(goals=goals))["goals"]
    shown = [str(each["value"]) for each in found]
    assert shown == ["0.00", "0.125000", "1.2345", "[94, 100, 100]", "[94]", "4"]
    assert found[2]["bound"] is None
    assert found[2]["proved"] is False
    assert [each["exact"] for each in found] == [True, True, True, True, False, True]


def test_rules_carry_margins_and_only_missed_ones_are_violations() -> None:
    document = a_document()
    share = next(
        each for each in document["rules"] if (each["rule_id"], each["subject"]) == ("R1", "M1")
    )
    # M1 has 323.317 of 465.648: 69.4337783 %, and 80 are allowed.
    assert str(share["value"]) == "69.433778"
    assert str(share["margin"]) == "10.566222"
    assert share["binding"] is False
    missed = [(each["rule_id"], each["subject"]) for each in document["violations"]]
    assert missed == [("R2", "C1"), ("R2", "C2")]
    first = document["violations"][0]
    assert (first["strength"], first["priority"], str(first["violation"])) == (
        "soft",
        1,
        "0.900000",
    )


def test_a_violation_is_never_rounded_away() -> None:
    rules = [{"metric": "value", "per": "total", "at_most": "99.99999", "strength": "info"}]
    town = problem(rules=rules)
    document = result_document(town, a_result(town, {"M1:C1": 10}))
    # 100 is missed by 0.00001 of 99.99999: a ten-millionth, counted up to a millionth.
    assert [str(each["violation"]) for each in document["violations"]] == ["0.000001"]


def test_what_is_switched_off_is_shown_but_is_no_violation() -> None:
    town = kitchen()
    terms = Terms(rules_off=frozenset(("R2",)))
    document = result_document(town, a_result(town, KITCHEN_SPLIT, terms=terms))
    off = [each for each in document["rules"] if each["rule_id"] == "R2"]
    assert {each["strength"] for each in off} == {"off"}
    assert [str(each["margin"]) for each in off] == ["-900", "-998"]
    assert document["violations"] == []


def test_partial_coverage_tells_what_is_left_out_and_why() -> None:
    town = kitchen()
    terms = Terms(partial=True)
    causes = (UncoveredCause("R1", Fraction(12345, 1000), True),)
    found = a_result(town, {"M1:C1": 61}, terms=terms, uncovered_causes=causes)
    document = result_document(town, found)
    left = [(each["component_id"], str(each["quantity"])) for each in document["uncovered"]]
    assert left == [("C1", "39"), ("C2", "2")]
    assert document["uncovered_causes"] == [
        {
            "rule_id": "R1",
            "reference_value_pln": Decimal("12.35"),
            "critical_reference_value_pln": 0,
            "proved": True,
        }
    ]


def test_offers_that_could_not_be_used_have_reasons() -> None:
    document = a_document()
    assert document["ineligible"] == [
        {
            "member_id": "M3",
            "component_id": "C1",
            "reasons": [{"code": "competence", "what": "K1", "until": "2026-02-01"}],
        }
    ]


def test_warnings_have_their_place_and_both_languages() -> None:
    issue = Issue("permit_ends_early", Severity.WARNING, "member_competences", 4, "valid_until")
    (found,) = a_document(warnings=(issue,))["warnings"]
    assert (found["code"], found["table"], found["row"]) == (
        "permit_ends_early",
        "member_competences",
        4,
    )
    assert found["text_pl"] != found["text_en"]


def test_the_same_result_gives_the_same_text() -> None:
    assert dump_document(a_document()) == dump_document(a_document())


def test_the_published_schema_is_current() -> None:
    assert SCHEMA.read_text("utf-8") == schema_text()


@pytest.mark.parametrize("quantities", [KITCHEN_SPLIT, None])
def test_documents_keep_the_schema(quantities: Any) -> None:
    town = kitchen()
    barred = (IneligibleOffer("M1", "C1", (("veto", "", None), ("competence", "K", date.max))),)
    found = a_result(town, quantities, ineligible=barred)
    document = json.loads(dump_document(result_document(town, found)))
    checker = jsonschema.Draft202012Validator(result_schema())
    checker.check_schema(result_schema())
    assert list(checker.iter_errors(document)) == []
    del document["tie"]
    assert len(list(checker.iter_errors(document))) == 1


@settings(max_examples=50, deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_a_decimal_stands_digit_for_digit(value: Decimal) -> None:
    text = exact_text({"x": value})
    assert json.loads(text, parse_float=Decimal, parse_int=Decimal)["x"] == value
    assert "e" not in text.lower().replace("x", "")


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="no JSON number"):
        exact_text(Decimal("NaN"))


def test_provenance_becomes_plain_data() -> None:
    given_data = {"a": (Fraction(1, 4), Fraction(1, 3)), "b": frozenset("ba"), "c": None}
    assert exact_text(json_ready(given_data), compact=True) == (
        '{"a": [0.25, 0.333333333333], "b": ["a", "b"], "c": null}'
    )
