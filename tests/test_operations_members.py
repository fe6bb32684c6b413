"""What one member sees of a result: all that is its own, nothing that is another's."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from allocator.operations import (
    Working,
    asked_from_json,
    operation,
    options_from_json,
    order_of,
)
from allocator.operations.member_view import member_view
from allocator.problem.problem import Problem
from allocator.reading import read_problem
from allocator.reporting import dump_document, result_document
from allocator.texts.issues import InputError
from tests.builders import problem
from tests.command_line import GRANT, TOWN
from tests.results import a_result

Stored = tuple[Problem, Any]


@cache
def stored(folder: Any) -> Stored:
    """A reference commission and the stored document of its cheapest split."""
    given = read_problem(folder)
    found, options = operation("solve"), options_from_json({"limits": {"time_seconds": 20}})
    asked = asked_from_json({"policy": "cheapest"})
    order = order_of(found, given, asked, options, apply_scenario=None)
    document = found.carry_out(order, Working()).document
    return given, json.loads(dump_document(document), parse_float=Decimal)


def numbers(value: Any) -> set[Decimal]:
    """Every number anywhere in a document."""
    if isinstance(value, dict):
        return set().union(*map(numbers, value.values()))
    if isinstance(value, list):
        return set().union(*map(numbers, value))
    return {Decimal(value)} if isinstance(value, int | Decimal) else set()


def of_others(document: Any, member_id: str) -> set[Decimal]:
    """What all other members are paid and have, as far as it can not be there by chance.

    Small whole numbers are quantities of many things.
    """
    keys = ("quantity", "value_pln", "ratio", "own_contribution_pln", "volunteer_hours")
    rows = [*document["assignments"], *document["members"]]
    own = numbers([each for each in rows if each["member_id"] == member_id])
    found = {
        Decimal(each[key])
        for each in rows
        if each["member_id"] != member_id
        for key in keys
        if each.get(key) is not None
    }
    return {each for each in found - own if each >= 1000 or each != each.to_integral_value()}


BOUNDS = ("at_least", "at_most", "margin")


def follows(row: Any) -> bool:
    """Whether a margin says no more than value and bounds do, to a rounding."""
    if row["margin"] is None or row["value"] is None:
        return row["margin"] is None
    rooms = [
        room
        for room in (
            None if row["at_least"] is None else row["value"] - row["at_least"],
            None if row["at_most"] is None else row["at_most"] - row["value"],
        )
        if room is not None
    ]
    return any(abs(each - row["margin"]) <= Decimal("0.01") for each in rooms)


@pytest.mark.parametrize("folder", [TOWN, GRANT])
def test_nothing_of_any_other_member(folder):
    given, document = stored(folder)
    totals = {document[each] for each in ("task_cost_pln", "total_pln", "own_contribution_pln")}
    for member in given.members:
        view = member_view(given, document, member.member_id)
        text = dump_document(view)
        for other in given.members:
            if other.member_id == member.member_id:
                continue
            for name in filter(None, (other.member_id, other.short_name, other.name_pl)):
                assert re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is None
        # A margin is what the member's own value leaves of a bound that everybody knows.
        own = [{**each, **dict.fromkeys(BOUNDS)} for each in view["rules"]]
        found = numbers({**view, "rules": own})
        assert found.isdisjoint(of_others(document, member.member_id))
        assert all(follows(each) for each in view["rules"])
        assert numbers(view).isdisjoint(totals - {0})
        assert document["provenance"]["problem_digest"] not in text


def test_the_search_above_can_fail():
    """The whole document does hold other members' values, and their names are found in it."""
    _, document = stored(TOWN)
    someone = document["assignments"][0]["member_id"]
    assert not numbers(document).isdisjoint(of_others(document, someone))
    assert of_others(document, someone)


def test_all_that_is_its_own():
    given, document = stored(TOWN)
    member_id = document["assignments"][0]["member_id"]
    view = member_view(given, document, member_id)
    own = [each for each in document["assignments"] if each["member_id"] == member_id]
    assert [each["quantity"] for each in view["assignments"]] == [each["quantity"] for each in own]
    first, component = view["assignments"][0], given.component[own[0]["component_id"]]
    assert (first["name_pl"], first["unit_pl"]) == (component.name_pl, component.unit_pl)
    row = next(each for each in document["members"] if each["member_id"] == member_id)
    assert view["award"] == {name: each for name, each in row.items() if name != "member_id"}
    assert view["name"] == given.member[member_id].name_pl
    assert (view["status"], view["verdict"]) == ("optimal", "fits")
    assert view["rules"]
    assert {each["text_pl"] for each in view["rules"]} != {""}


def small(**more: Any) -> Any:
    """What M1 sees of 6 units of its own and 4 of M2's."""
    given = problem(offers={"M1:C1": 10, "M2:C1": 12}, budget=200, **more)
    result = a_result(given, {"M1:C1": 6, "M2:C1": 4}, provenance={})
    return member_view(given, result_document(given, result), "M1")


def test_a_share_of_what_all_have_shows_no_figure():
    """60 of 108 PLN is 55.6 %: with its own 60 the member could count the other's 48."""
    rules = {
        "R1": {"metric": "value", "of": "value", "per": "member", "at_most": 60},
        "R2": {"metric": "value", "per": "member", "at_most": 60, "unit": "pln"},
        "R3": {"metric": "quantity", "members": "M2", "at_least": 4},
    }
    rows = {
        each["rule_id"]: each for each in small(rules=rules)["rules"] if each["rule_id"][0] == "R"
    }
    assert sorted(rows) == ["R1", "R2"]
    assert (rows["R1"]["value"], rows["R1"]["margin"], rows["R1"]["at_most"]) == (None, None, 60)
    assert (rows["R2"]["value"], rows["R2"]["margin"], rows["R2"]["binding"]) == (60, 0, True)


def test_a_rule_that_speaks_of_another_member_is_not_quoted():
    rules = {
        "R1": {"metric": "value", "per": "member", "at_most": 60, "text_pl": "Nie tyle co M2"},
    }
    found = small(rules=rules)["rules"]
    assert [each["text_pl"] for each in found if each["rule_id"] == "R1"] == [""]


def test_nobody_by_that_name():
    given, document = stored(TOWN)
    with pytest.raises(InputError) as caught:
        member_view(given, document, "M99")
    assert [each.code for each in caught.value.issues] == ["unknown_member"]


def test_a_member_without_a_plan():
    given = problem(offers={"M1:C1": 10}, budget=5)
    view = member_view(given, result_document(given, a_result(given, provenance={})), "M1")
    assert (view["status"], view["award"], view["assignments"]) == ("infeasible", None, [])


def test_a_member_that_bears_a_component_s_name_sees_no_rows():
    """The row of component C1 must not pass for one of member C1."""
    given = problem(
        members=("C1", "M2"),
        offers={"C1:C1": 10, "M2:C1": 12},
        rules={"R1": {"metric": "value", "per": "component", "at_most": 500, "unit": "pln"}},
    )
    result = a_result(given, {"C1:C1": 6, "M2:C1": 4}, provenance={})
    assert member_view(given, result_document(given, result), "C1")["rules"] == []
    assert Fraction(6) == result.split.assignments[0].quantity
