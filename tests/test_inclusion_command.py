"""The price of inclusion side by side: forbid, top up, warn; the command and what it says."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from allocator.problem.request import Goal
from allocator.reading import write_json
from allocator.solvers import Limits
from allocator.solving import Options
from allocator.solving import engines as engines_module
from allocator.texts.issues import InputError
from scenarios.inclusion import compare_inclusion, lifted, with_pool, worst_off
from scenarios.inclusion_texts import inclusion_lines, sentences
from tests.command_line import SHARED, Terminal, saved
from tests.test_brute_force import in_this_process
from tests.test_inclusion import FAIREST, toy4_with_own_cost
from tests.toy4 import awards_of, toy4

OPTIONS = Options(backend="cpsat", limits=Limits(workers=1, time_seconds=60))
GOALS = (FAIREST, Goal("cost"))


@pytest.fixture(name="terminal")
def a_terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture(name="one_process")
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize("strength", ["hard", "soft", "info"])
def test_the_catalogues_case_side_by_side(strength: str) -> None:
    """T09, whatever the charter itself says: forbidding leaves (19, 11, 0, 0) at 21; 3 PLN buy
    C and D their work, and lift the worst-off from 0 to 14/15 of its share."""
    which = toy4_with_own_cost(strength=strength, priority=1 if strength == "soft" else None)
    found = compare_inclusion(which, GOALS, None, OPTIONS)
    assert found.complete
    assert found.rule_ids == ("R1",)
    awards = {each.setting: awards_of(each.quantities) for each in found.splits}
    assert awards == {"forbid": (19, 11, 0, 0), "top_up": (14, 9, 3, 4), "warn": (14, 9, 3, 4)}
    assert [each.pool_pln for each in found.splits] == [0, 3, 3]
    assert [worst_off(each) for each in found.splits] == [0, Fraction(14, 15), Fraction(14, 15)]
    costs = [each.result.split.task_cost_pln for each in found.splits if each.result.split]
    assert costs == [21, 26, 26]
    assert lifted(found) == ("C", "D")
    told = [each.replace("\xa0", " ") for each in sentences(which, found, "pl")]
    assert told == [
        "Cena włączenia: pula 3,00 zł. Dopłaca się: C 2,00 zł, D 1,00 zł.",
        "Przy samym zakazie najmniejsza część udziału to 0%, z pulą 93,33%; pula podnosi: "
        "C z 0% do 100%, D z 0% do 133,33%.",
    ]


@pytest.mark.usefixtures("one_process")
def test_a_pool_that_comes_first_is_not_spent() -> None:
    """With soft_rules before shares the pool stays empty and nobody is lifted."""
    which = toy4_with_own_cost(strength="soft", priority=1)
    found = compare_inclusion(which, (Goal("soft_rules"), *GOALS), None, OPTIONS)
    assert [each.pool_pln for each in found.splits][:2] == [0, 0]
    assert lifted(found) == ()
    assert sentences(which, found, "en")[0].startswith("The price of inclusion: nothing.")


@pytest.mark.usefixtures("one_process")
def test_where_only_the_pool_makes_a_split_possible() -> None:
    """C alone may do what A and B do not: with their hours cut it must, at a loss."""
    which = toy4_with_own_cost(strength="hard")
    tables = {**which.tables}
    tables["staff"] = tuple(each for each in tables["staff"] if each.member_id != "B")  # type: ignore[attr-defined]
    from allocator.problem.building import build

    # A has 8 hours of the 12 lots, C and D 2 each: everybody must work to the last hour.
    found = compare_inclusion(build(tables), GOALS, None, OPTIONS)
    assert [each.result.status for each in found.splits] == ["infeasible", "optimal", "optimal"]
    told = sentences(which, found, "en")
    assert told[1] == "Where that is simply forbidden no split would keep the rules."
    # C keeps 2 * 0 of the 2 that being active costs it, D 0 of 1.
    assert found.under("top_up").pool_pln == 3
    assert any("top up" in line for line in inclusion_lines(which, found, "en"))


def test_the_pool_is_kept_small_after_shares_and_before_cost() -> None:
    names = [each.name for each in with_pool((Goal("cost"), FAIREST, Goal("cost")))]
    assert names == ["cost", "target_share", "soft_rules", "cost"]
    assert [each.name for each in with_pool((Goal("cost"),))] == ["soft_rules", "cost"]
    own = (Goal("soft_rules"), Goal("cost"))
    assert with_pool(own) == own


def test_without_such_a_rule_there_is_nothing_to_set() -> None:
    with pytest.raises(InputError) as caught:
        compare_inclusion(toy4(), GOALS, None, OPTIONS)
    assert [each.code for each in caught.value.issues] == ["no_margin_rule"]


def test_the_command(terminal: Terminal, tmp_path: Path) -> None:
    where, out = tmp_path / "problem.json", tmp_path / "I.json"
    write_json(toy4_with_own_cost(strength="hard").tables, where)
    goals = ("--goal", "target_share", "--measure", "reference_value", "--goal", "cost")
    told = terminal("inclusion", where, *goals, "--out", out, language="pl")
    assert told.code == 0
    text = told.out.replace("\xa0", " ")
    assert "Cena włączenia: pula 3,00 zł." in text
    rows = [line.split() for line in text.splitlines()]
    assert ["D", "0", "·", "0%", "4", "·", "133,33%", "4", "·", "133,33%"] in rows
    document = json.loads(out.read_text("utf-8"))
    assert (document["pool_pln"], document["lifted"]) == (3.0, ["C", "D"])
    # Above 100 % more makes no difference here, so that A and B do it all at the least cost.
    assert [each["task_cost_pln"] for each in document["settings"]] == [20, 26, 26]
    assert terminal("inclusion", where, *goals, "--format", "json").out == out.read_text("utf-8")


def test_the_command_without_a_rule_is_a_fault(terminal: Terminal, tmp_path: Path) -> None:
    told = terminal("inclusion", saved(tmp_path, **SHARED), language="pl")
    assert told.code == 2
    assert "żadna włączona reguła nie mówi o własnym koszcie" in told.err
