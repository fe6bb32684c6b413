"""Pins on the command line: what holds, and every fault of what does not."""

import pytest

from tests.test_cli_request import asked, faults


@pytest.mark.parametrize(
    ("pin", "found"),
    [
        ("M1C1=3", ["pin_form"]),
        ("M1:C1", ["pin_form"]),
        ("M1:C1=", ["pin_form"]),
        ("M1:C1=x", ["bad_number"]),
        ("M1:C1=-1", ["below_minimum"]),
        ("M9:C1=3", ["pin_unknown"]),
        ("M9:C9=3", ["pin_unknown", "pin_unknown"]),
        ("M1:C1=11", ["pin_above_capacity"]),
        ("M1:C1=2.5", ["pin_not_whole_lots"]),
        ("M1:C2=4", ["pin_not_whole_lots", "pin_contradicts_table"]),
        ("M2:C2=3", ["pin_ineligible"]),
        ("M1:C2=6", ["pin_contradicts_table"]),
    ],
)
def test_faults_of_one_pin(tmp_path, pin, found):
    content = {"exclusions": {"M2:C2": "conflict_of_interest"}, "pins": {"M1:C2": 3}}
    assert [each[0] for each in faults(tmp_path, "--pin", pin, **content)] == found


def test_a_pin_for_an_offer_that_is_not_there(tmp_path):
    found = faults(tmp_path, "--pin", "M2:C1=3", offers={"M1:C1": 10, "M1:C2": 10, "M2:C2": 10})
    assert found == [("pin_ineligible", "--pin", "M2:C1=3")]


def test_a_pin_given_twice(tmp_path):
    found = faults(tmp_path, "--pin", "M1:C1=3", "--pin", "M1:C1=3")
    assert found == [("pin_given_twice", "--pin", "M1:C1")]


def test_pins_that_hold(tmp_path):
    request = asked(tmp_path, "--pin", "M1:C1=3", "--pin", "M2:C2=6", pins={"M1:C1": 3})
    assert [(each.member_id, each.component_id, each.quantity) for each in request.terms.pins] == [
        ("M1", "C1", 3),
        ("M2", "C2", 6),
    ]


def test_a_pin_of_a_component_that_the_scenario_drops_is_left_out(tmp_path):
    scenarios = {"S1": [("components", "C2", "quantity", "set", 0)]}
    request = asked(tmp_path, "--scenario", "S1", "--pin", "M2:C2=6", scenarios=scenarios)
    assert request.terms.pins == ()
    assert "pin_left_out_too" in [each.code for each in request.notices]
    assert request.scenario_id == "S1"
    assert {
        "table": "components",
        "key": "C2",
        "column": "quantity",
        "before": 12,
        "after": 0,
    } in request.cells
