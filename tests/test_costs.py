"""Lines of the joint offer: fixed costs, fees, rounding; they sum to what is asked for."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.reporting.costs import cost_lines, shown_values
from allocator.reporting.report import Report
from allocator.texts.formats import rounded
from tests.builders import problem
from tests.results import KITCHEN_SPLIT, a_result, kitchen


def test_cost_lines_are_the_joint_offer() -> None:
    report = Report(kitchen(), a_result(kitchen(), KITCHEN_SPLIT))
    assert report.result.split is not None
    lines = cost_lines(report, report.result.split)
    told = [(each.member_id, each.text, str(float(each.value_pln))) for each in lines]
    assert told == [
        ("M1", "C1 Obiady", "203.31"),
        ("M1", "koszt stały: C1 Obiady", "20.0"),
        ("M1", "C2 Przejazdy", "100.0"),
        ("M1", "opłata za koordynację (3%)", "13.97"),
        ("M1", "fundusz rezerwowy (1%)", "4.66"),
        ("M2", "C1 Obiady", "129.99"),
        ("M2", "koszt stały członka", "12.34"),
    ]
    # 323.317 + 129.987 + 12.344 = 465.648, with fees 484.27392.
    assert sum(each.value_pln for each in lines) == Fraction(48427, 100)


def test_a_rounding_line_makes_up_the_difference() -> None:
    town = kitchen(commission={"commission_id": "K"})
    report = Report(town, a_result(town, KITCHEN_SPLIT))
    assert report.result.split is not None
    last = cost_lines(report, report.result.split)[-1]
    # Shown are 223.31 + 100.00 + 129.99 + 12.34 = 465.64 of 465.648; the leader M1 bears it.
    rounding = [
        each for each in cost_lines(report, report.result.split) if "zaokrąglenia" in each.text
    ]
    assert [(each.member_id, each.value_pln) for each in rounding] == [("M1", Fraction(1, 100))]
    assert last.member_id == "M2"


@settings(max_examples=25, deadline=None)
@given(
    costs=st.lists(st.integers(1, 10**6), min_size=4, max_size=4),
    fixed=st.lists(st.integers(0, 10**5), min_size=3, max_size=3),
    first=st.integers(0, 7),
    fees=st.tuples(st.integers(0, 999), st.integers(0, 999)),
)
def test_lines_always_sum_to_the_total(
    costs: list[int], fixed: list[int], first: int, fees: tuple[int, int]
) -> None:
    unit = [Fraction(each, 10**4) for each in costs]
    town = problem(
        components={"C1": 7, "C2": 3},
        offers={
            "M1:C1": {"unit_cost_pln": unit[0], "fixed_cost_pln": Fraction(fixed[0], 10**4)},
            "M2:C1": {"unit_cost_pln": unit[1]},
            "M1:C2": {"unit_cost_pln": unit[2], "fixed_cost_pln": Fraction(fixed[1], 10**4)},
            "M2:C2": {"unit_cost_pln": unit[3]},
        },
        members={"M1": {"fixed_cost_pln": Fraction(fixed[2], 10**4)}, "M2": {"is_leader": True}},
        commission={
            "coordination_fee_pct": Fraction(fees[0], 100),
            "reserve_fund_pct": Fraction(fees[1], 100),
        },
    )
    quantities = {"M1:C1": first, "M2:C1": 7 - first, "M1:C2": 3}
    report = Report(town, a_result(town, quantities))
    split = report.result.split
    assert split is not None
    lines = cost_lines(report, split)
    assert sum(each.value_pln for each in lines) == rounded(split.total_pln, 2)
    assert all((each.value_pln * 100).denominator == 1 for each in lines)
    for pair, value in shown_values(split).items():
        own = [line for line in lines if line.member_id == pair[0] and pair[1] in line.text]
        assert sum(line.value_pln for line in own) == value
