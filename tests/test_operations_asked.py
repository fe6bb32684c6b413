"""What is asked as JSON: read exactly, written back the same, every fault at its key at once."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.operations import (
    Asked,
    AskedFairness,
    asked_from_json,
    asked_json,
    options_from_json,
    options_json,
    split_from_json,
)
from allocator.operations.asked import ASKED_KEYS
from allocator.operations.options_json import OPTION_KEYS
from allocator.problem.charter import GOALS, MEASURES, Pin
from allocator.reporting.exact_json import exact_text
from allocator.solvers import Limits
from allocator.solving import Options
from allocator.texts.issues import InputError

EVERYTHING: dict[str, Any] = {
    "scenario": "SC1",
    "policy": None,
    "goals": [{"goal": "cost", "tolerance_pct": Decimal("0.5")}, {"goal": "target_share"}],
    "measure": "hours",
    "grid_pct": "2.5",
    "cap_pct": "none",
    "cost_cap_pln": Decimal("3045528.94"),
    "rules_off": ["R02", " budget "],
    "pins": [{"member_id": "M01", "component_id": "C01", "quantity": "1/3"}],
    "partial": True,
    "earlier": [
        {"member_id": "M02", "component_id": "C01", "quantity": 3},
        {"member_id": "M01", "component_id": "C01", "quantity": 0},
    ],
}
ASKED = Asked(
    scenario="SC1",
    goals=(("cost", Fraction(1, 2)), ("target_share", Fraction(0))),
    fairness=AskedFairness("hours", Fraction(5, 2), "none"),
    cost_cap_pln=Fraction("3045528.94"),
    rules_off=("R02", "budget"),
    pins=(Pin(member_id="M01", component_id="C01", quantity=Fraction(1, 3)),),
    partial=True,
    earlier={("M02", "C01"): Fraction(3)},
)

numbers = st.fractions(min_value=0, max_value=100, max_denominator=7)
names = st.text("AB1ł", min_size=1, max_size=4)
rows = st.dictionaries(st.tuples(names, names), numbers.filter(bool), max_size=3)
asked_records = st.builds(
    Asked,
    scenario=st.none() | names,
    goals=st.lists(st.tuples(st.sampled_from(("cost", "quality")), numbers), max_size=2).map(tuple),
    fairness=st.builds(
        AskedFairness,
        st.none() | st.sampled_from(MEASURES),
        st.none() | numbers.filter(bool),
        st.none() | st.just("none") | numbers,
    ),
    cost_cap_pln=st.none() | numbers,
    rules_off=st.sets(names, max_size=2).map(lambda each: tuple(sorted(each))),
    pins=rows.map(
        lambda each: tuple(
            Pin(member_id=a, component_id=b, quantity=c) for (a, b), c in sorted(each.items())
        )
    ),
    partial=st.booleans(),
    earlier=st.none() | rows,
)


def faults(function: Any, document: Any) -> list[tuple[str, str]]:
    """Every fault as (code, key), in the order told."""
    with pytest.raises(InputError) as caught:
        function(document)
    return [(each.code, each.column) for each in caught.value.issues]


def test_everything_at_once():
    assert asked_from_json(EVERYTHING) == ASKED


def test_nothing_asked():
    assert asked_from_json({}) == Asked()
    assert asked_from_json(dict.fromkeys(ASKED_KEYS)) == Asked()
    assert tuple(asked_json(Asked())) == ASKED_KEYS


@settings(max_examples=60)
@given(asked_records)
def test_what_is_written_reads_back(asked):
    text = exact_text(asked_json(asked))
    assert asked_from_json(json.loads(text, parse_float=Decimal)) == asked


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ([], [("json_not_an_object", "")]),
        ("text", [("json_not_an_object", "")]),
        ({"polcy": "x"}, [("json_key_unknown", "polcy")]),
        ({"policy": "x", "goals": [{"goal": "cost"}]}, [("policy_and_goal", "policy")]),
        ({"policy": 3}, [("json_not_a_text", "policy")]),
        ({"goals": {"goal": "cost"}}, [("json_not_a_list", "goals")]),
        ({"goals": ["cost"]}, [("json_not_an_object", "goals[0]")]),
        ({"goals": [{"goal": "price"}]}, [("unknown_goal", "goals[0].goal")]),
        ({"goals": [{}]}, [("json_key_missing", "goals[0].goal")]),
        ({"goals": [{"goal": "cost", "pct": 1}]}, [("json_key_unknown", "goals[0].pct")]),
        (
            {"goals": [{"goal": "cost"}, {"goal": "cost", "tolerance_pct": 101}]},
            [("above_maximum", "goals[1].tolerance_pct")],
        ),
        (
            {"goals": [{"goal": "soft_rules", "tolerance_pct": 1}]},
            [("tolerance_not_zero", "goals[0].tolerance_pct")],
        ),
        ({"measure": "price"}, [("option_not_a_choice", "measure")]),
        ({"grid_pct": 0}, [("option_not_above", "grid_pct")]),
        ({"cap_pct": "all"}, [("bad_number", "cap_pct")]),
        ({"cost_cap_pln": -1}, [("below_minimum", "cost_cap_pln")]),
        ({"cost_cap_pln": "1,5"}, [("decimal_comma", "cost_cap_pln")]),
        ({"cost_cap_pln": 1.5}, [("bad_number", "cost_cap_pln")]),
        ({"cost_cap_pln": True}, [("bad_number", "cost_cap_pln")]),
        ({"cost_cap_pln": Decimal("1E+999999")}, [("number_too_large", "cost_cap_pln")]),
        ({"cost_cap_pln": Decimal("1E-999999")}, [("number_too_long", "cost_cap_pln")]),
        ({"cost_cap_pln": "9" * 5000}, [("bad_number", "cost_cap_pln")]),
        ({"rules_off": "R01"}, [("json_not_texts", "rules_off")]),
        ({"rules_off": ["R01", 2]}, [("json_not_a_text", "rules_off[1]")]),
        ({"partial": "yes"}, [("json_not_a_flag", "partial")]),
        (
            {"pins": [{"member_id": "M1", "component_id": ""}]},
            [
                ("json_key_missing", "pins[0].component_id"),
                ("json_key_missing", "pins[0].quantity"),
            ],
        ),
        (
            {"earlier": [{"member_id": "M1", "component_id": "C1", "quantity": 1}] * 2},
            [("pair_twice", "earlier")],
        ),
    ],
)
def test_one_fault(document, found):
    assert faults(asked_from_json, document) == found


def test_all_faults_at_once():
    document = {"a": 1, "policy": 2, "goals": [{"goal": "x"}], "cap_pct": "x", "partial": 0}
    assert sorted(faults(asked_from_json, document)) == [
        ("bad_number", "cap_pct"),
        ("json_key_unknown", "a"),
        ("json_not_a_flag", "partial"),
        ("json_not_a_text", "policy"),
        ("unknown_goal", "goals[0].goal"),
    ]


def test_every_goal_can_be_asked_for():
    asked = asked_from_json({"goals": [{"goal": each} for each in GOALS]})
    assert [name for name, _ in asked.goals] == list(GOALS)


def test_a_long_value_is_quoted_shortened():
    with pytest.raises(InputError) as caught:
        asked_from_json({"partial": "x" * 1000})
    assert len(caught.value.issues[0].value) == 60


OPTIONS = Options(
    backend="scip",
    confirm=True,
    seed=7,
    limits=Limits(time_seconds=2.5, work=3.0, relative_gap=0.001, workers=2, memory_megabytes=500),
    causes=False,
)


def test_options_read_and_written():
    document = {
        "backend": "scip",
        "confirm": True,
        "seed": 7,
        "repeatable": False,
        "limits": {
            "time_seconds": Decimal("2.5"),
            "work": 3,
            "gap_pct": Decimal("0.1"),
            "workers": 2,
            "memory_megabytes": 500,
        },
        "causes": False,
    }
    assert options_from_json(document) == OPTIONS
    assert options_json(OPTIONS) == document


def test_usual_options():
    assert options_from_json({}) == Options()
    assert options_from_json(dict.fromkeys(OPTION_KEYS)) == Options()
    assert options_from_json(options_json(Options())) == Options()
    assert set(options_json(Options())) == set(OPTION_KEYS) - {"tie", "causes"}


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"limits": 5}, [("json_not_an_object", "limits")]),
        ({"limits": {"seconds": 5}}, [("json_key_unknown", "limits.seconds")]),
        ({"limits": {"time_seconds": 0}}, [("option_not_above", "limits.time_seconds")]),
        ({"limits": {"gap_pct": 101}}, [("above_maximum", "limits.gap_pct")]),
        ({"limits": {"workers": 0}}, [("below_minimum", "limits.workers")]),
        ({"limits": {"workers": Decimal("1.5")}}, [("option_not_whole", "limits.workers")]),
        ({"limits": {"memory_megabytes": 0}}, [("below_minimum", "limits.memory_megabytes")]),
        ({"seed": -1}, [("below_minimum", "seed")]),
        ({"seed": 2**31}, [("above_maximum", "seed")]),
        ({"backend": "gurobi"}, [("option_not_a_choice", "backend")]),
        ({"confirm": 1}, [("json_not_a_flag", "confirm")]),
        (
            {"repeatable": True, "limits": {"time_seconds": 5}},
            [("repeatable_by_clock", "limits.time_seconds")],
        ),
    ],
)
def test_faults_of_options(document, found):
    assert faults(options_from_json, document) == found


def test_a_split():
    given = [
        {"member_id": "M1", "component_id": "C1", "quantity": Decimal("1.5")},
        {"member_id": "M2", "component_id": "C1", "quantity": 0},
    ]
    assert split_from_json(given) == {("M1", "C1"): Fraction(3, 2)}
    assert faults(split_from_json, {"M1": 1}) == [("json_not_a_list", "split")]
    assert split_from_json([{**given[0], "value_pln": 5}]) == {("M1", "C1"): Fraction(3, 2)}
    assert faults(split_from_json, [*given, {**given[0], "price": 5}]) == [
        ("json_key_unknown", "split[2].price"),
        ("pair_twice", "split"),
    ]
