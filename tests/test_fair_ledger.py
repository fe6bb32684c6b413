"""Past years in the frontier and in the comparison of rules: both count them as a policy says."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from allocator.problem.request import Fairness, Ledger
from allocator.solvers import Limits
from allocator.solving import Options
from allocator.solving import engines as engines_module
from scenarios.fair_rules import compare_rules
from tests.builders import problem
from tests.command_line import Terminal, saved
from tests.operation_cases import FAIR, carried_out, read_back
from tests.test_brute_force import in_this_process
from tests.test_fair_rules import lots_of
from tests.test_ledger import HALVES, past
from tests.toy4 import CAPACITY, FIXED, MEMBERS, PRICE, UNIT_COST, WEIGHTS

OPTIONS = Options(backend="cpsat", limits=Limits(workers=1, time_seconds=60))
COUNTED: dict[str, Any] = {
    **FAIR,
    "history": past((2025, "M1", 40), (2025, "M2", 160)),
    "policies": {
        "fair": [{"goal": "target_share", "ledger": True, "ledger_cap_pct": 100}],
        "plain": ["target_share"],
    },
}
"""FAIR after a year in which M1 had 40 of 100 due and M2 160: 60 are open, so targets are 160 and
40. With k units M2 has 12 k of 40 and M1 100 - 10 k of 160: k = 1 gives 30 % and 56 %, k = 2 50 %
(80 of 160) and 60 %, k = 3 only 43 %. So the curve ends at 50 % for 104 PLN, not for 110."""

TOY4_AT_24: dict[str, Any] = {
    "components": {
        name: {"quantity": 6, "labour_pool": "P", "labour_hours_per_unit": 1} for name in PRICE
    },
    "members": {
        name: {"target_share_pct": 10 * WEIGHTS[name], "fixed_cost_pln": FIXED[name]}
        for name in MEMBERS
    },
    "offers": {f"{a}:{b}": cost for (a, b), cost in UNIT_COST.items()},
    "staff": {f"{name}:P": hours for name, hours in CAPACITY.items()},
    "budget": 24,
}

FOUR_LOTS: dict[str, Any] = {
    "members": HALVES,
    "components": {"C1": 4},
    "offers": {"M1:C1": 10, "M2:C1": 10},
    "history": past((2025, "M1", 10), (2025, "M2", 30)),
    "policies": {
        "fair": [{"goal": "target_share", "measure": "reference_value", "ledger": True}],
        "plain": [{"goal": "target_share", "measure": "reference_value"}],
    },
}
"""40 PLN at one price, 20 due to each; 10 are open from a year in which 20 were due to each too, so
that the targets are 30 and 10: three lots and one give everybody its due by any rule."""


@pytest.fixture(name="terminal")
def a_terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture(name="one_process")
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


def curve(document: Any) -> dict[int, int]:
    return {each["level"]: int(each["task_cost_pln"]) for each in document["worst_off"]}


BY_HAND = {0: 100, **dict.fromkeys(range(1, 31), 102), **dict.fromkeys(range(31, 51), 104)}


def test_the_frontier_counts_past_years() -> None:
    document = read_back(carried_out("frontier", {"policy": "fair"}, content=COUNTED).document)
    assert curve(document) == BY_HAND
    assert document["whole"][-1]["levels"] == [50, 60]
    assert document["ledger"] == {"kind": "added", "cap_pct": 100, "fade_pct": 0}
    plain = read_back(carried_out("frontier", {"policy": "plain"}, content=COUNTED).document)
    assert (plain["ledger"], max(curve(plain).values())) == (None, 110)


def test_the_command_says_that_it_counts_them(terminal: Terminal, tmp_path: Path) -> None:
    path = saved(tmp_path, **COUNTED)
    told = terminal("frontier", path, "--policy", "fair", "--workers", "1", language="pl")
    assert told.code == 0
    assert "Udziały liczą się razem z tym, co zostało z lat ubiegłych" in told.out
    without = terminal("frontier", path, "--policy", "plain", "--workers", "1", language="pl")
    assert "ubiegłych" not in without.out
    wrong = terminal("frontier", path, "--policy", "fiar")
    assert wrong.code == 2
    assert "fair" in wrong.err


def test_without_a_policy_the_usual_one_is_taken_as_solve_takes_it(tmp_path: Path) -> None:
    usual = {**COUNTED, "policies": {"balanced": COUNTED["policies"]["fair"]}}
    document = read_back(carried_out("frontier", content=usual).document)
    assert curve(document) == BY_HAND


def test_of_a_policy_only_how_it_measures_counts(tmp_path: Path) -> None:
    """Goal changes needs an earlier split, which a frontier has no use for; options come first."""
    policy = [{"goal": "changes", "tolerance_pct": 1}, *COUNTED["policies"]["fair"]]
    which = {**COUNTED, "policies": {"stable": policy}}
    asked = {"policy": "stable", "grid_pct": 10}
    document = read_back(carried_out("frontier", asked, content=which).document)
    # On a grid of 10 % the levels 30 % and 50 % are 3 and 5.
    assert curve(document) == {0: 100, 1: 102, 2: 102, 3: 102, 4: 104, 5: 104}


@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize("kind", ["added", "cumulative"])
def test_rules_are_compared_by_what_is_owed(kind: str) -> None:
    """Counted together: 10 + 30 of 40 and 30 + 10 of 40, so 1 and 1 as well."""
    which = problem(**FOUR_LOTS)
    fairness = Fairness("reference_value", Fraction(1), ledger=Ledger(kind))
    found = compare_rules(which, fairness, None, OPTIONS)
    assert found.complete
    for each in found.splits:
        assert dict(each.quantities) == {("M1", "C1"): 3, ("M2", "C1"): 1}
        assert each.fairness is not None
        assert [one.ratio for one in each.fairness.members] == [1, 1]
    assert found.common is not None
    plain = compare_rules(which, Fairness("reference_value"), None, OPTIONS)
    assert {lots_of(dict(each.quantities), 3) for each in plain.splits} == {(0, 2, 2)}


def test_compare_rules_takes_the_policy(terminal: Terminal, tmp_path: Path) -> None:
    path = saved(tmp_path, **FOUR_LOTS)
    told = terminal("compare-rules", path, "--policy", "fair", "--format", "json")
    assert told.code == 0
    document = json.loads(told.out)
    awards = [[one["award"] for one in each["members"]] for each in document["splits"]]
    assert awards == [[30, 10]] * 3
    assert document["ledger"] == {"kind": "added", "cap_pct": "none", "fade_pct": 0}
    spoken = terminal("compare-rules", path, "--policy", "fair", language="pl").out
    assert "Udziały liczą się razem z tym, co zostało z lat ubiegłych" in spoken


def test_where_the_worst_off_can_not_rise_the_frontier_says_who_does() -> None:
    """TOY4 at no more than 24: C or D has nothing whatever is paid, and 0 % is the best there is;
    from 20 to 23 others rise. Equal costs stand in the order of what each was allowed to cost."""
    asked = {"measure": "reference_value"}
    answer = carried_out("frontier", asked, content=dict(TOY4_AT_24))
    document = read_back(answer.document)
    assert document["sentence_en"] == (
        "The cheapest split is also the best for the worst-off member: 0%. The fairest split lifts "
        "those who come next; it costs 15% more."
    )
    names = [each["name"] for each in document["whole"]]
    assert names == ["least", "+1/20", "+1/10", "+1/4", "+1/2", "+3/4", "+1", "fairest"]
