"""Rows into a Problem: every fault and odd fact between tables, with its place."""

from __future__ import annotations

import pickle
from fractions import Fraction
from typing import Any

import pytest

from allocator.problem.building import build, check_tables
from allocator.texts.issues import InputError, Issue, Severity
from tests.builders import changed, exact, problem, record, tables
from tests.building_cases import FAULTS, NOTICES, SHARE_RULE, TWO, WARNINGS, Case, rule

FAULT, WARNING, NOTICE = Severity.FAULT, Severity.WARNING, Severity.NOTICE

ALSO = {
    # A case may show a second thing that is true of it too.
    "below_minimum": {"demand_not_positive"},
    "pin_ineligible": {"capacity_short", "member_without_offer"},
}
WHOLE_TABLE = ("table_empty", "nothing_commissioned", "target_shares_not_100")
"""Issues of a table, not of a row."""


def parameters(cases: list[Case]) -> pytest.MarkDecorator:
    """The cases, each under a name that says its code and place."""
    return pytest.mark.parametrize(
        ("code", "place", "content"), cases, ids=[f"{code} {place}" for code, place, _ in cases]
    )


def told(content: dict[str, Any]) -> tuple[Issue, ...]:
    """All that building says of a problem read from a file with its headings in row 1."""
    given = tables(**content)
    rows = {name: range(2, 2 + len(each)) for name, each in given.items()}
    try:
        return build(given, rows=rows).notices
    except InputError as error:
        return error.issues


def assert_told(content: dict[str, Any], code: str, severity: Severity, place: str) -> None:
    """Exactly one such issue, at its place, and no other that is not true too."""
    names, _, value = place.partition("=")
    table, _, column = names.partition(".")
    found = told(content)
    here = [
        each
        for each in found
        if (each.code, each.severity) == (code, severity)
        and (each.table, each.column, each.value) == (table, column, value)
    ]
    assert len(here) == 1, found
    assert (here[0].row is None) == (code in WHOLE_TABLE)
    assert {each.code for each in found} <= {code, *ALSO.get(code, ())}


@parameters(FAULTS)
def test_faults(code: str, place: str, content: dict[str, Any]) -> None:
    assert_told(content, code, FAULT, place)


@parameters(WARNINGS)
def test_warnings(code: str, place: str, content: dict[str, Any]) -> None:
    assert_told(content, code, WARNING, place)


@parameters(NOTICES)
def test_notices(code: str, place: str, content: dict[str, Any]) -> None:
    assert_told(content, code, NOTICE, place)


def test_a_plain_problem_has_nothing_to_tell() -> None:
    assert problem().notices == ()


def test_one_problem_is_one_commission() -> None:
    given = tables()
    twice = {**given, "commission": given["commission"] * 2}
    assert [(each.code, each.value) for each in check_tables(twice)] == [
        ("several_commissions", "EX")
    ]


def test_rows_point_at_the_cell() -> None:
    given = tables(offers={"M1:C1": 10, "M2:C1": 10, "M7:C1": 10})
    (issue,) = check_tables(given, {"offers": (4, 5, 9)})
    assert (issue.table, issue.row, issue.value) == ("offers", 9, "M7")
    assert dict(issue.parameters) == {"near": "M1, M2", "refers_to": "members"}


def test_all_faults_come_together() -> None:
    given = tables(
        components={"C1": {"quantity": 10, "lot_size": 3}},
        offers={"M1:C1": -1, "M9:C1": 1},
        rules=[{"metric": "vaule", "at_most": 1, "unit": "pln"}],
        links=[("C1", "C1", "same_zone")],
        scenarios={"S": [("offer", "all", "x", "add", 1)]},
    )
    with pytest.raises(InputError) as caught:
        build(given)
    codes = {each.code for each in caught.value.issues}
    assert codes == {
        "unknown_reference",
        "below_minimum",
        "quantity_not_whole_lots",
        "unknown_metric",
        "link_to_itself",
        "scenario_unknown_table",
    }
    assert pickle.loads(pickle.dumps(caught.value)).issues == caught.value.issues


def test_cells_that_reading_could_not_read_raise_no_second_fault() -> None:
    good = tables(rules=[SHARE_RULE], pins={"M1:C1": 5})
    offer = changed(good["offers"][0], unit_cost_pln=None, capacity_max=None)
    part = changed(good["components"][0], quantity=None)
    unread = {
        **good,
        "offers": (offer, *good["offers"][1:]),
        "components": (part,),
        "demand": (changed(good["demand"][0], quantity=None),),
        "rules": (changed(good["rules"][0], metric=None),),
        "commission": (changed(good["commission"][0], period_end=None),),
    }
    assert check_tables(unread) == ()
    with pytest.raises(InputError) as caught:
        build(unread)
    assert {each.code for each in caught.value.issues} == {"cell_empty"}
    assert len(caught.value.issues) == 6


@pytest.mark.parametrize("name", ["commission", "periods", "components", "members", "offers"])
def test_a_missing_table_is_one_fault(name: str) -> None:
    without = {table: rows for table, rows in tables().items() if table != name}
    with pytest.raises(InputError) as caught:
        build(without)
    faults = [(each.code, each.table) for each in caught.value.issues]
    assert ("table_missing", name) in faults
    assert {code for code, _ in faults} <= {"table_missing"}


def test_required_tables_alone_make_a_problem() -> None:
    given = tables(components={"C1": {"quantity": 10, "labour_pool": "P1"}})
    required = ("commission", "periods", "components", "demand", "members", "offers")
    built = build({name: given[name] for name in required})
    assert [each.sector_id for each in built.sectors] == ["S1"]
    assert [each.pool_id for each in built.labour_pools] == ["P1"]
    assert [(each.code, each.table) for each in built.notices] == [
        ("table_implied", "sectors"),
        ("table_implied", "labour_pools"),
    ]
    assert "sectors" not in built.tables


def test_everything_is_sorted_whatever_the_order() -> None:
    content: dict[str, Any] = {
        "components": TWO,
        "members": ["M1", "M2", "M3"],
        "rules": [{**SHARE_RULE, "rule_id": each} for each in ("R2", "R1")],
    }
    given = tables(**content)
    turned = {name: tuple(reversed(rows)) for name, rows in given.items()}
    assert build(given) == build(turned)
    assert [each.rule_id for each in build(given).rules] == ["R1", "R2"]


def test_demand_within_half_a_percent_is_not_mentioned() -> None:
    # 0.5 % of 10 is 0.05: 10.05 is still within, 10.06 (a case above) is not.
    assert problem(demand={"C1": ["10.05"]}).notices == ()


def test_half_of_the_shares_by_demand() -> None:
    shares = problem(demand={"C1": [3, 7]}, periods=2).shares["C1"]
    assert shares == {"2026-01": Fraction(3, 10), "2026-02": Fraction(7, 10)}


@pytest.mark.parametrize(
    ("until", "code"),
    [
        # The commission ends on 2026-01-28.
        ("2026-01-27", "permit_ends_early"),
        ("2026-01-28", "permit_ends_soon"),
        ("2026-03-29", "permit_ends_soon"),
        ("2026-03-30", None),
    ],
)
def test_permits_that_end(until: str, code: str | None) -> None:
    held = {"competence_id": "K1", "valid_until": "2030-01-01"}
    found = problem(
        components={"C1": {"quantity": 10, "required_competences": "K1"}},
        member_competences=[
            {"member_id": "M1", **held, "valid_until": until},
            {"member_id": "M2", **held},
        ],
    ).notices
    assert [each.code for each in found] == ([code] if code else [])


def test_no_bound_column_is_unused_where_a_rule_names_it() -> None:
    content: dict[str, Any] = {"members": {"M1": {"max_value_pln": 70}, "M2": {}}}
    bound = {"metric": "value", "per": "member", "at_most": "max_value_pln"}
    assert problem(**content, rules=[bound]).notices == ()


def test_all_joined_with_another_item_still_is_all() -> None:
    assert problem(**rule(members="all;M1", per="member", at_most=100)).notices == ()


def test_a_dropped_component_takes_everything_along() -> None:
    built = problem(
        components={"C1": 10, "C2": 0, "C3": 10},
        demand={"C2": [1]},
        pins={"M1:C2": 0, "M1:C1": 5},
        links=[("C1", "C2", "same_provider"), ("C1", "C3", "same_provider")],
        exclusions={"M2:C2": "conflict"},
        contributions=[
            {"member_id": "M1", "component_id": "C2", "indicator_id": "I1", "per_unit": 1}
        ],
        offer_zones=[{"member_id": "M1", "component_id": "C2", "zone_id": "Z1"}],
        rules={
            "R1": {**SHARE_RULE, "components": "C1;C2"},
            "R2": {**SHARE_RULE, "components": "C2"},
            "R3": {**SHARE_RULE, "components": "!C2"},
            "R4": {**SHARE_RULE, "components": "C2&critical;!C1"},
            "R5": {**SHARE_RULE, "components": "sector_id=S1"},
        },
    )
    assert list(built.component) == ["C1", "C3"]
    assert {each.component_id for each in built.offers} == {"C1", "C3"}
    assert {each.component_id for each in built.demand} == {"C1", "C3"}
    assert [each.component_id for each in built.pins] == ["C1"]
    assert [each.component_b for each in built.links] == ["C3"]
    assert not (*built.exclusions, *built.contributions, *built.offer_zones)
    kept = {each.rule_id: each.components for each in built.rules}
    assert kept == {"R1": "C1", "R3": "all", "R5": "sector_id=S1"}
    assert sorted((each.code, each.value) for each in built.notices) == [
        ("component_left_out", "0"),
        ("link_left_out", "C2"),
        ("pin_left_out", "C2"),
        ("rule_item_left_out", "!C2"),
        ("rule_item_left_out", "C2"),
        ("rule_left_out", "C2"),
        ("rule_left_out", "C2&critical;!C1"),
    ]
    assert len(built.tables["components"]) == 3


def test_a_link_of_a_dropped_component_is_told_by_its_place() -> None:
    built = build(
        tables(
            components={"C1": 10, "C2": 0},
            demand={"C2": [1]},
            links=[("C1", "C2", "same_provider")],
        ),
        rows={"links": (7,)},
    )
    assert [each.row for each in built.notices if each.code == "link_left_out"] == [7]


def test_what_reading_had_to_tell_comes_first() -> None:
    note = Issue("table_unknown", NOTICE, "notes")
    built = build(tables(offers={"M1:C1": 10}), notices=(note,))
    assert [each.code for each in built.notices] == ["table_unknown", "member_without_offer"]


def test_a_builder_says_what_it_was_told() -> None:
    # The other tests stand on the builders: numbers exact, extras kept, offers for every pair.
    built = problem(components=TWO, members={"M1": {"fast": "tak"}, "M2": {}}, budget="99.99")
    assert built.commission.budget_total_pln == exact("99.99") == Fraction(9999, 100)
    assert built.members[0].extras == (("fast", "tak"),)
    assert set(built.offer) == {(who, what) for who in ("M1", "M2") for what in ("C1", "C2")}
    assert record("offers", {"unit_cost_pln": 0.1}).unit_cost_pln == Fraction(1, 10)


def test_a_preference_between_veto_and_the_lowest_grade_is_a_fault() -> None:
    found = check_tables(tables(offers={"M1:C1": {"preference": "0.5"}, "M2:C1": {}}), None)
    assert [(each.code, each.column) for each in found if each.table == "offers"] == [
        ("preference_between", "preference")
    ]
